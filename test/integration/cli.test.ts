/** The commands as an operator runs them: a process of their own against the sandbox, over real sockets, through the real SDKs. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type RunningSandbox, startSandbox } from '../harness/start-sandbox.ts';

jest.setTimeout(60_000);

const postbus = fileURLToPath(new URL('../../cli/postbus.ts', import.meta.url));
const parkBody = fileURLToPath(new URL('./cli-park-body.ts', import.meta.url));

let sandbox: RunningSandbox;
let folder: string;
beforeAll(async () => {
  sandbox = await startSandbox();
  folder = await mkdtemp(join(tmpdir(), 'postbus-cli-'));
});
afterAll(async () => {
  await sandbox.stop();
  await rm(folder, { recursive: true, force: true });
});

interface RunOptions {
  readonly input?: string;
  readonly settings?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly script?: string;
}

/** Runs a command to its end. */
async function run(args: readonly string[], { input = '', settings, cwd = folder, script = postbus }: RunOptions = {}) {
  const env = { PATH: process.env.PATH, ...(settings ?? sandbox.settings) };
  const child = spawn(process.execPath, [script, ...args], { env, cwd, stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.end(input);
  const [out, err, [exitCode]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { out, err, exitCode, json: () => JSON.parse(out) };
}

const addFlags = (key: string): readonly string[] => {
  const tenant = sandbox.tenants.find((each) => each.key === key);
  if (tenant === undefined) throw new Error(`The sandbox has no tenant ${key}.`);
  const mailboxes = tenant.mailboxes.flatMap(({ address }) => ['--mailbox', address]);
  return ['tenants', 'add', key, '--tenant-id', tenant.tenantId, '--client-id', tenant.clientId, ...mailboxes];
};

describe('postbus, the command line', () => {
  test('adds, shows, lists and removes a tenant whose secret is in the vault', async () => {
    expect(await run([...addFlags('northwind'), '--keep-secret'])).toMatchObject({ exitCode: 0, err: '' });
    const shown = (await run(['tenants', 'show', 'northwind', '--json'])).json();
    expect(shown).toMatchObject({ tenant: 'northwind', secret: { state: 'stored', daysLeft: 9 } });
    const { tenants } = (await run(['tenants', 'list', '--json'])).json();
    expect(tenants).toContainEqual(expect.objectContaining({ tenant: 'northwind', plan: 'draft' }));
    expect(await run(['tenants', 'remove', 'northwind'])).toMatchObject({ exitCode: 2 });
    expect(await run(['tenants', 'remove', 'northwind', '--yes'])).toMatchObject({ exitCode: 0 });
    expect(await run(['tenants', 'show', 'northwind'])).toMatchObject({ exitCode: 3, out: '' });
  });

  test('stores a secret from standard input, and again after it was deleted', async () => {
    const add = [...addFlags('fabrikam'), '--secret-stdin', '--secret-expires', '2099-01-31', '--json'];
    const first = await run(add, { input: 'Vg38Q~first\n' });
    expect(first.json()).toMatchObject({
      action: 'added',
      secret: { action: 'written', expiresAt: '2099-01-31T00:00:00.000Z' },
    });
    expect(first.out + first.err).not.toContain('Vg38Q~first');
    const removed = await run(['tenants', 'remove', 'fabrikam', '--yes', '--with-secret', '--json']);
    expect(removed.json()).toMatchObject({ secret: { action: 'deleted' } });
    expect((await run(add, { input: 'Vg38Q~second\n' })).exitCode).toBe(0);
  });

  test('enqueues messages, and the queue counts them', async () => {
    const before = (await run(['queue', '--json'])).json();
    const flags = ['--tenant', 'contoso', '--to', 'ada@example.org', '--subject', 'Hi', '--text', 'x'];
    const sent = await run(['send', ...flags, '--id', 'load', '--count', '2500', '--json']);
    expect(sent.json()).toMatchObject({
      enqueued: 2500,
      messages: expect.arrayContaining([{ tenant: 'contoso', id: 'load-2500' }]),
    });
    expect((await run(['queue', '--json'])).json()).toEqual({ ...before, active: before.active + 2500 });
  });

  test('enqueues nothing of a file in which one message breaks the contract', async () => {
    const before = (await run(['queue', '--json'])).json();
    const good = { version: 1, tenant: 'contoso', to: ['ada@example.org'], subject: 's', text: 't' };
    const { exitCode, err } = await run(['send', '--file', '-', '--json'], {
      input: JSON.stringify([good, { ...good, to: 'x' }]),
    });
    expect(exitCode).toBe(1);
    expect(JSON.parse(err).error).toMatchObject({
      code: 'ERR_MESSAGE_INVALID',
      problems: [{ message: 2, path: '$.to' }],
    });
    expect((await run(['queue', '--json'])).json()).toEqual(before);
  });

  test('prints the body of a parked message exactly as it stood in the memory it was cut from', async () => {
    expect(await run([], { script: parkBody })).toMatchObject({ exitCode: 0, err: '' });
    const { out, exitCode } = await run(['status', 'contoso', 'parked-1', '--body']);
    expect({ out, exitCode }).toEqual({ out: '{"tenant":"contoso","é":1}', exitCode: 0 });
    expect((await run(['status', 'contoso', 'parked-1', '--json'])).json()).toMatchObject({
      message: { state: 'parked', failure: { code: 'ERR_CONNECTION_UNKNOWN', owner: 'operator' } },
    });
    expect((await run(['status', 'contoso', 'unknown'])).exitCode).toBe(3);
  });

  test('uses the sandbox of the project where no Azure settings are given, and says so', async () => {
    const project = join(folder, 'project');
    await mkdir(join(project, '.postbus'), { recursive: true });
    await writeFile(join(project, 'package.json'), '{}');
    const write = (control: string): Promise<void> =>
      writeFile(
        join(project, '.postbus', 'sandbox.json'),
        JSON.stringify({ pid: process.pid, control, settings: sandbox.settings }),
      );
    await write(`${sandbox.page}/control`);
    const found = await run(['tenants', 'list'], { cwd: project, settings: {} });
    expect(found).toMatchObject({ exitCode: 0, err: `using the sandbox (pid ${process.pid})\n` });
    // The process id is one that lives: only an answer says that a sandbox does.
    await write('http://127.0.0.1:1/control');
    const dead = await run(['tenants', 'list'], { cwd: project, settings: {} });
    expect(dead).toMatchObject({
      exitCode: 1,
      err: expect.stringMatching(/^ERR_SANDBOX_NOT_RUNNING.*npm run sandbox/s),
    });
    expect(await run(['queue'], { settings: {} })).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining('npm run sandbox'),
    });
  });

  test('has hints that can be typed as they stand in a clone, and elsewhere', async () => {
    const project = join(folder, 'clone');
    await mkdir(join(project, '.postbus'), { recursive: true });
    await writeFile(join(project, 'package.json'), '{}');
    const description = { pid: process.pid, control: `${sandbox.page}/control`, settings: sandbox.settings };
    await writeFile(join(project, '.postbus', 'sandbox.json'), JSON.stringify(description));
    const args = ['tenants', 'show', 'nobody'];
    const inClone = await run(args, { cwd: project, settings: {} });
    expect(inClone.err).toContain('`npx postbus tenants list` shows all; `npx postbus tenants add` adds one.');
    expect((await run(args)).err).toContain('What to do: `postbus tenants list` shows all');
  });

  test.each(['0', '0.5', '86401', 'x'])('does not wait %s seconds', async (seconds) => {
    const { exitCode, err } = await run(['send', '--wait', seconds]);
    expect({ exitCode, err }).toEqual({ exitCode: 2, err: expect.stringContaining('It must be 1 to 86400 seconds.') });
  });

  test('ends with a sentence, a remedy and its exit code where a service cannot be reached', async () => {
    const settings = {
      ...sandbox.settings,
      ServiceBus: 'Endpoint=sb://127.0.0.1:1;SharedAccessKeyName=a;SharedAccessKey=b;UseDevelopmentEmulator=true;',
    };
    const flags = ['--tenant', 'contoso', '--to', 'ada@example.org', '--subject', 'Hi', '--text', 'x'];
    const { exitCode, out, err } = await run(['send', ...flags], { settings });
    expect({ exitCode, out }).toEqual({ exitCode: 1, out: '' });
    expect(err).toMatch(/^ERR_QUEUE_UNAVAILABLE {2}Service Bus does not answer\..*\nWhat to do: /);
  });

  test('does not mind that nobody reads its output to the end', async () => {
    const child = spawn(process.execPath, [postbus], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    child.stderr.destroy();
    expect((await once(child, 'close'))[0]).toBe(2);
  });

  test('suggests the command that was meant, and explains itself without loading anything', async () => {
    expect(await run(['tenant'])).toMatchObject({ exitCode: 2, err: expect.stringContaining('Did you mean tenants?') });
    expect(await run(['send', '--help'], { settings: {} })).toMatchObject({
      exitCode: 0,
      out: expect.stringContaining('Examples:'),
    });
    expect(await run(['--version'], { settings: {} })).toMatchObject({
      exitCode: 0,
      out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
    expect(await run(['queue', '--jsno', '--json'])).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining('"code": "ERR_USAGE"'),
    });
  });
});
