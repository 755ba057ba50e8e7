/**
 * Invokes a registered function through the library, with its hooks, and counts.
 * Promises: every invocation is counted once as succeeded or failed; `idle` resolves when none runs.
 * Fails with what the function threw. A function that outlives functionTimeout is reported through `onTimeout`:
 * nothing can stop it, so the real host ends the whole worker process.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type { CoreApi, CoreInvocationContext, FunctionMetadata, LogEntry, ProgrammingModel } from './core-api.ts';
import type { RpcInvocationRequest, RpcInvocationResponse, RpcMetadata, RpcTypedData } from './rpc-types.ts';

/** Node's timers hold 31 bits; a longer limit never fires in practice. */
const LONGEST_TIMER_MS = 2_147_483_647;

export interface Invocation {
  readonly functionName: string;
  readonly data: RpcTypedData;
  readonly triggerMetadata?: RpcMetadata;
  /** W3C trace parent of whoever caused this; absent starts a new trace. */
  readonly traceParent?: string | undefined;
}

export interface InvocationTally {
  readonly started: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly running: number;
}

export interface Invoker {
  readonly invoke: (invocation: Invocation) => Promise<RpcInvocationResponse>;
  readonly tally: () => InvocationTally;
  readonly idle: () => Promise<void>;
}

export interface InvokerOptions {
  readonly core: CoreApi;
  readonly writeLog: (entry: LogEntry) => void;
  readonly functionTimeoutMs: number;
  readonly onTimeout: (functionName: string) => void;
}

export function createInvoker(options: InvokerOptions): Invoker {
  const running = new Set<Promise<unknown>>();
  const counts = { started: 0, succeeded: 0, failed: 0 };

  async function watch(invocation: Invocation): Promise<RpcInvocationResponse> {
    const limitMs = Math.min(options.functionTimeoutMs, LONGEST_TIMER_MS);
    const deadline = setTimeout(() => options.onTimeout(invocation.functionName), limitMs);
    try {
      const response = await invokeOnce(options.core, invocation);
      counts.succeeded += 1;
      return response;
    } catch (error) {
      counts.failed += 1;
      options.writeLog(toFailure(invocation.functionName, error));
      throw error;
    } finally {
      clearTimeout(deadline);
    }
  }

  function invoke(invocation: Invocation): Promise<RpcInvocationResponse> {
    counts.started += 1;
    const outcome = watch(invocation);
    const settled: Promise<unknown> = outcome.then(
      () => running.delete(settled),
      () => running.delete(settled),
    );
    running.add(settled);
    return outcome;
  }

  return {
    invoke,
    tally: () => ({ ...counts, running: running.size }),
    idle: async () => {
      while (running.size > 0) await Promise.all(running);
    },
  };
}

function toFailure(functionName: string, error: unknown): LogEntry {
  const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { level: 'error', category: 'system', functionName, message: `failed: ${details}` };
}

async function invokeOnce(core: CoreApi, invocation: Invocation): Promise<RpcInvocationResponse> {
  const { metadata, callback } = requireFunction(core, invocation.functionName);
  const phase = openInvocation(core, metadata, toRequest(metadata, invocation));
  const { context, inputs } = await phase.model.getArguments();
  phase.setContext(context);

  const shared = { hookData: {}, appHookData: core.appHookData, invocationContext: context };
  const before = { ...shared, inputs, functionCallback: callback };
  phase.core.state = 'preInvocationHooks';
  await core.runHooks('preInvocation', before);

  const after: { result: unknown; error: unknown } = { result: null, error: null };
  phase.core.state = 'invocation';
  try {
    after.result = await phase.model.invokeFunction(context, before.inputs, before.functionCallback);
  } catch (error) {
    after.error = error;
  }

  phase.core.state = 'postInvocationHooks';
  const outcome = Object.assign(after, shared, { inputs: before.inputs });
  await core.runHooks('postInvocation', outcome);
  phase.core.state = undefined;
  if (outcome.error !== null && outcome.error !== undefined) throw outcome.error;
  return phase.model.getResponse(context, outcome.result);
}

function requireFunction(core: CoreApi, functionName: string) {
  const registered = core.functions.get(functionName);
  if (registered !== undefined) return registered;
  throw new Error(`No function "${functionName}". Registered are: ${[...core.functions.keys()].join(', ')}.`);
}

function openInvocation(core: CoreApi, metadata: FunctionMetadata, request: RpcInvocationRequest) {
  let invocationContext: unknown;
  const context: CoreInvocationContext = {
    invocationId: request.invocationId,
    metadata,
    request,
    state: undefined,
    log: (level, category, message) =>
      core.log({ level, category, message, functionName: metadata.name, invocationContext }),
  };
  return {
    core: context,
    model: requireModel(core).getInvocationModel(context),
    setContext: (known: unknown) => {
      invocationContext = known;
    },
  };
}

function requireModel(core: CoreApi): ProgrammingModel {
  const model = core.programmingModel();
  if (model === undefined) throw new Error('No programming model is set. Load the app before invoking its functions.');
  return model;
}

function toRequest(metadata: FunctionMetadata, invocation: Invocation): RpcInvocationRequest {
  const trigger = Object.entries(metadata.bindings).find(([, binding]) => /trigger$/i.test(binding.type));
  if (trigger === undefined) throw new Error(`Function "${metadata.name}" has no trigger. Register it with one.`);
  return {
    invocationId: randomUUID(),
    functionId: metadata.name,
    inputData: [{ name: trigger[0], data: invocation.data }],
    triggerMetadata: invocation.triggerMetadata ?? {},
    traceContext: { traceParent: invocation.traceParent ?? newTraceParent() },
  };
}

function newTraceParent(): string {
  return `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`;
}
