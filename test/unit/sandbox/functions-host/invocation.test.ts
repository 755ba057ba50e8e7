import { describe, expect, jest, test } from '@jest/globals';
import { createCoreApi, type LogEntry, type ProgrammingModel } from '../../../../sandbox/functions-host/core-api.ts';
import { createInvoker } from '../../../../sandbox/functions-host/invocation.ts';

type Register = (metadata: object, callback: (...inputs: unknown[]) => unknown) => void;
type RegisterHook = (name: string, hook: (context: Record<string, unknown>) => unknown) => { dispose: () => void };

/** The library's part, without the library: one input, and the result as the return value. */
const model: ProgrammingModel = {
  getInvocationModel: ({ request, log }) => ({
    getArguments: async () => ({ context: { log }, inputs: [request.inputData[0]?.data.string] }),
    invokeFunction: async (context, inputs, callback) =>
      (callback as (...args: unknown[]) => unknown)(...(inputs as unknown[]), context),
    getResponse: async (_, result) => ({ returnValue: { string: String(result) } }),
  }),
};

function setup(callback: (...inputs: unknown[]) => unknown) {
  const log: LogEntry[] = [];
  const core = createCoreApi((entry) => log.push(entry));
  const { registerFunction, registerHook, setProgrammingModel } = core.coreModule as {
    registerFunction: Register;
    registerHook: RegisterHook;
    setProgrammingModel: (chosen: ProgrammingModel) => void;
  };
  setProgrammingModel(model);
  registerFunction({ name: 'echo', bindings: { in: { type: 'queueTrigger', direction: 'in' } } }, callback);
  const onTimeout = jest.fn();
  const invoker = createInvoker({ core, writeLog: (entry) => log.push(entry), functionTimeoutMs: 1_000, onTimeout });
  const invoke = (text = 'hello') => invoker.invoke({ functionName: 'echo', data: { string: text } });
  return { core, log, registerFunction, registerHook, onTimeout, invoker, invoke };
}

describe('invocation', () => {
  test('passes the input through and the result back', async () => {
    const { invoke, invoker } = setup((input) => `${input} there`);

    expect(await invoke()).toEqual({ returnValue: { string: 'hello there' } });
    expect(invoker.tally()).toEqual({ started: 1, succeeded: 1, failed: 0, running: 0 });
  });

  test('counts a failure, logs its stack and fails with the same error', async () => {
    const error = new Error('broken');
    const { invoke, invoker, log } = setup(() => Promise.reject(error));

    await expect(invoke()).rejects.toBe(error);

    expect(invoker.tally()).toMatchObject({ succeeded: 0, failed: 1, running: 0 });
    expect(log).toEqual([
      expect.objectContaining({ level: 'error', functionName: 'echo', message: `failed: ${error.stack}` }),
    ]);
  });

  test('is idle when the last running invocation has ended', async () => {
    const work = Promise.withResolvers<void>();
    const { invoke, invoker } = setup(() => work.promise);
    const running = invoke();
    let idle = false;
    const untilIdle = invoker.idle().then(() => {
      idle = true;
    });

    await new Promise(setImmediate);
    expect([idle, invoker.tally().running]).toEqual([false, 1]);
    work.resolve();
    await Promise.all([running, untilIdle]);

    expect(invoker.tally().running).toBe(0);
  });

  test('reports a function that outlives functionTimeout, and none that does not', async () => {
    jest.useFakeTimers();
    try {
      const { invoke, onTimeout } = setup((input) => (input === 'hang' ? new Promise(() => {}) : input));
      await invoke('quick');
      invoke('hang').catch(() => {});
      await jest.advanceTimersByTimeAsync(999);
      expect(onTimeout).not.toHaveBeenCalled();
      await jest.advanceTimersByTimeAsync(1);
      expect(onTimeout.mock.calls).toEqual([['echo']]);
    } finally {
      jest.useRealTimers();
    }
  });

  test('lets hooks change inputs, callback and result, and turn a failure into a result', async () => {
    const { invoke, registerHook } = setup(() => Promise.reject(new Error('broken')));
    registerHook('preInvocation', (context) => {
      context.inputs = ['changed'];
    });
    registerHook('postInvocation', (context) => {
      context.result = `${context.inputs} and ${context.error}`;
      context.error = null;
    });

    expect(await invoke()).toEqual({ returnValue: { string: 'changed and Error: broken' } });
  });

  test('passes what a function logs through the log hooks', async () => {
    const { invoke, registerHook, log } = setup((_, context) =>
      (context as { log: (level: string, category: string, message: string) => void }).log(
        'information',
        'user',
        'secret',
      ),
    );
    const hook = registerHook('log', (context) => {
      context.message = 'redacted';
    });

    await invoke();
    hook.dispose();
    await invoke();

    expect(log.map((entry) => entry.message)).toEqual(['redacted', 'secret']);
  });

  test('refuses late registrations, second functions of one name and unknown hooks', () => {
    const { core, registerFunction, registerHook } = setup(() => {});

    expect(() => registerFunction({ name: 'echo', bindings: {} }, () => {})).toThrow('already registered');
    expect(() => registerHook('nope', () => {})).toThrow(
      expect.objectContaining({ name: 'RangeError', isAzureFunctionsSystemError: true }),
    );
    core.lock();
    expect(() => registerFunction({ name: 'late', bindings: {} }, () => {})).toThrow('registered after start');
  });

  test('names the functions there are when asked for another', async () => {
    const { invoker } = setup(() => {});

    await expect(invoker.invoke({ functionName: 'nope', data: {} })).rejects.toThrow('Registered are: echo.');
  });
});
