import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import {
  type HostUnderTest,
  type HostUnderTestOptions,
  spawnHost,
  untilReady,
} from '../../fixtures/functions-app/running-host.ts';
import type { RunningProcess } from '../../fixtures/functions-app/running-process.ts';

/** Nothing listens there: the app's queues stay unreachable, which must not matter to its other functions. */
const noQueues = {
  ServiceBus: 'Endpoint=sb://127.0.0.1:9;SharedAccessKeyName=x;SharedAccessKey=y;UseDevelopmentEmulator=true;',
  TEXT_QUEUE: 'text',
  BYTES_QUEUE: 'bytes',
};

const processes: RunningProcess[] = [];

jest.setTimeout(30_000);

afterEach(async () => {
  for (const process of processes.splice(0)) await process.kill();
});

function spawn(options: HostUnderTestOptions): RunningProcess {
  const process = spawnHost(options);
  processes.push(process);
  return process;
}

async function setup(options: Partial<HostUnderTestOptions> = {}): Promise<HostUnderTest> {
  return untilReady(spawn({ app: 'complete', env: noQueues, ...options }));
}

describe('functions host', () => {
  test('runs an HTTP function with its route, query, body and cookies', async () => {
    const { url, functions } = await setup();

    const answer = await fetch(`${url}/api/items/7/abc?q=1`, { method: 'POST', body: 'hello' });

    expect(answer.status).toBe(201);
    expect(await answer.json()).toEqual({ id: '7', part: 'abc', query: '1', text: 'hello' });
    expect(answer.headers.get('set-cookie')).toBe('seen=yes; path=/; httponly');
    expect(functions).toEqual(['text', 'bytes', 'dead', 'buried', 'tick', 'tock', 'item', 'broken']);
  });

  test('answers 404 for an unknown route, another method or a refused parameter, and 500 when the function throws', async () => {
    const { url, process } = await setup();

    const statuses = await Promise.all(
      [
        fetch(`${url}/api/nowhere`),
        fetch(`${url}/api/items/7`, { method: 'DELETE' }),
        fetch(`${url}/api/items/seven`),
        fetch(`${url}/items/7`),
        fetch(`${url}/api/broken`),
      ].map(async (answer) => (await answer).status),
    );

    expect(statuses).toEqual([404, 404, 404, 404, 500]);
    await process.untilLine((line) => line.includes('[broken] failed: Error: broken on purpose'));
  });

  test('runs a timer function by hand', async () => {
    const { url, reports } = await setup();

    const answer = await fetch(`${url}/admin/functions/tick`, { method: 'POST', body: '{}' });

    expect(answer.status).toBe(202);
    const [report] = await reports('tick', 1);
    expect(report).toMatchObject({ timer: { isPastDue: false, schedule: { adjustForDST: true } } });
    expect(report).not.toHaveProperty('triggerMetadata');
  });

  test('gives a run by hand the record of a monitored timer, and none without a monitor', async () => {
    const { url, reports, status } = await setup();

    await fetch(`${url}/admin/functions/TICK`, { method: 'POST', body: '{}' });
    await fetch(`${url}/admin/functions/tock`, { method: 'POST', body: '{"input":""}' });

    const [monitored] = await reports('tick', 1);
    expect(monitored?.timer).toMatchObject({
      scheduleStatus: { last: '0001-01-01T00:00:00.000Z', next: expect.stringMatching(/^\d{4}-01-01T03:00:00.000Z$/) },
    });
    const [unmonitored] = await reports('tock', 1);
    expect(unmonitored?.timer).not.toHaveProperty('scheduleStatus');
    expect(await status()).toMatchObject({ invocations: { started: 2 } });
  });

  test('runs each of several timers on its own schedule', async () => {
    const { reports, functions, process } = await setup({ app: 'timers', env: {} });

    expect(functions).toEqual(['every-second', 'at-start', 'once-a-year']);
    expect(await reports('every-second', 2)).toHaveLength(2);
    expect(await reports('at-start', 1)).toMatchObject([{ timer: { isPastDue: false } }]);
    expect(process.output.filter((line) => line.includes('[once-a-year] {'))).toEqual([]);
  });

  test('runs a queue function by hand, and refuses a run that makes no sense', async () => {
    const { url, reports } = await setup();
    const post = (name: string, body: string) => fetch(`${url}/admin/functions/${name}`, { method: 'POST', body });

    expect((await post('bytes', '{"input":"by hand"}')).status).toBe(202);
    expect((await post('item', '{}')).status).toBe(400);
    expect((await post('bytes', '{"input":1}')).status).toBe(400);
    expect((await post('nope', '{}')).status).toBe(404);

    expect(await reports('bytes', 1)).toMatchObject([{ kind: 'Buffer', body: 'by hand' }]);
  });

  test('tells its state, memory, CPU time and what it ran', async () => {
    const { url, status } = await setup();
    await fetch(`${url}/api/items/7`);
    await fetch(`${url}/api/broken`);

    const { state, processMemory, processCpu, invocations } = await status();

    expect(state).toBe('Running');
    expect(processMemory.rss).toBeGreaterThan(1_000_000);
    expect(processCpu.user).toBeGreaterThan(0);
    expect(invocations).toEqual({ started: 2, succeeded: 1, failed: 1, running: 0 });
  });

  test('drains when asked to stop, runs appTerminate and exits 0', async () => {
    const { process } = await setup();

    process.signal('SIGTERM');

    expect(await process.ended).toBe(0);
    expect(process.output).toContain('appTerminate ran');
  });

  test('lets a run by hand end before it exits', async () => {
    const { url, process, reports } = await setup();
    await fetch(`${url}/admin/functions/bytes`, { method: 'POST', body: '{"input":"wait and throw"}' });
    await reports('bytes', 1);

    process.signal('SIGTERM');
    await process.untilLine((line) => line.includes('Draining.'));
    process.signal('SIGUSR2');

    expect(await process.ended).toBe(0);
    expect(process.errors.join('\n')).toContain('[bytes] failed: Error: told to: wait and throw');
  });

  test('drains when its parent goes away, and leaves Ctrl-C to it', async () => {
    const { process, status } = await setup({ args: ['--with-parent'] });
    process.signal('SIGINT');
    expect(await status()).toMatchObject({ state: 'Running' });

    process.closeInput();

    expect(await process.ended).toBe(0);
    expect(process.output).toContain('appTerminate ran');
  });

  test('gives up the whole process when a function outlives functionTimeout', async () => {
    const { url, process } = await setup({ app: 'hangs' });

    await expect(fetch(`${url}/api/hang`)).rejects.toThrow();

    expect(await process.ended).toBe(3);
    expect(process.errors.join('\n')).toContain('[hang] ran longer than functionTimeout (0.2 s)');
  });

  test('reads local.settings.json, under the environment', async () => {
    const directory = await mkdtemp(path.join(tmpdir(), 'postbus-host-'));
    const file = path.join(directory, 'local.settings.json');
    await writeFile(
      file,
      JSON.stringify({ Values: { ...noQueues, TEXT_QUEUE: 'from-file', BYTES_QUEUE: 'from-file' } }),
    );
    try {
      const { process } = await setup({ args: ['--settings', file], env: { BYTES_QUEUE: 'from-environment' } });

      // Both listeners say which queue they cannot reach.
      await process.untilLine((line) => line.includes('[text] queue "from-file"'));
      await process.untilLine((line) => line.includes('[bytes] queue "from-environment"'));
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  test('refuses an app whose entry point throws, with the place', async () => {
    const process = spawn({ app: 'throws-at-start' });

    expect(await process.ended).toBe(1);
    expect(process.errors.join('\n')).toContain('failed while it was loading: the database of this app has no address');
    expect(process.errors.join('\n')).toContain(path.join('throws-at-start', 'main.cjs:2'));
  });

  test('refuses an app that registers nothing', async () => {
    const process = spawn({ app: 'registers-nothing' });

    expect(await process.ended).toBe(1);
    expect(process.errors.join('\n')).toContain('No function is registered.');
  });

  test('refuses wrong settings with every problem at once', async () => {
    const process = spawn({ app: 'wrong-settings' });

    expect(await process.ended).toBe(1);
    expect(process.errors.filter((line) => line.startsWith('  - function'))).toEqual([
      expect.stringContaining('"no-settings": setting MISSING_QUEUE'),
      expect.stringContaining('"no-settings": setting MISSING_CONNECTION'),
      expect.stringContaining('"no-schedule": schedule "0 99 * * * *"'),
      expect.stringContaining('"no-route": route "items/{id:nonsense}"'),
      expect.stringContaining('"no-such-trigger": kafkaTrigger is not played here'),
    ]);
  });

  test('refuses an app that was not built, unknown arguments, a taken port and a wrong connection', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const address = taken.address();
    const port = String(address !== null && typeof address === 'object' ? address.port : 0);
    try {
      const refused = [
        spawn({ app: 'not-built' }),
        spawn({ app: 'complete', args: ['--nope'] }),
        spawn({ app: 'hangs', args: ['--port', port] }),
        spawn({ app: 'complete', env: { ...noQueues, ServiceBus: 'nonsense' } }),
      ];

      expect(await Promise.all(refused.map((process) => process.ended))).toEqual([1, 1, 1, 1]);
      const said = refused.map((process) => process.errors.join('\n'));
      expect(said[0]).toContain('Build the app first, or correct --app');
      expect(said[3]).toContain('function "text": its connection string is not understood');
      expect(said[1]).toContain("Unknown option '--nope'");
      expect(said[2]).toContain(`Port ${port} cannot be opened`);
    } finally {
      taken.close();
    }
  });
});
