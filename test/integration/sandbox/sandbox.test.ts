/** The sandbox as a program: what its users meet at the start, at the end, and over a restart. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ServiceBusClient } from '@azure/service-bus';
import { afterAll, describe, expect, jest, test } from '@jest/globals';

const main = fileURLToPath(new URL('../../../sandbox/main.ts', import.meta.url));
const cleanUps: (() => void)[] = [];

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'postbus-sandbox-test-'));
  cleanUps.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

interface Program {
  readonly child: ChildProcess;
  readonly output: () => string;
  /** Resolves with what was printed, once the line that says it is ready was. */
  readonly ready: Promise<string>;
  readonly ended: Promise<number | null>;
}

function run(...flags: string[]): Program {
  const child = spawn(process.execPath, [main, ...flags], { stdio: ['pipe', 'pipe', 'pipe'] });
  cleanUps.push(() => child.kill('SIGKILL'));
  let output = '';
  const { promise: ready, resolve } = Promise.withResolvers<string>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (/^Ready\./m.test(output)) resolve(output);
    });
  }
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { child, output: () => output, ready, ended };
}

function readSandboxFile(folder: string) {
  return JSON.parse(readFileSync(join(folder, 'sandbox.json'), 'utf8'));
}

async function isListening(url: string): Promise<boolean> {
  return fetch(`${url}/control/clock`).then(
    () => true,
    () => false,
  );
}

// Programs start here, on a machine that may be busy with other tests.
jest.setTimeout(60_000);

describe('sandbox', () => {
  afterAll(() => {
    for (const cleanUp of cleanUps) cleanUp();
  });

  test('keeps queued messages, mailboxes, secrets and its authority over a restart', async () => {
    const folder = makeFolder();
    const first = run('--free-ports', '--data', folder);
    await first.ready;
    const before = readSandboxFile(folder);
    const client = new ServiceBusClient(before.serviceBus.connectionString);
    await client.createSender('send-email').sendMessages({ messageId: 'kept', body: Buffer.from('{}') });
    await client.close();
    const files = ['ca.pem', 'directory.json', 'key-vault.json'];
    const contents = files.map((name) => readFileSync(join(folder, name), 'utf8'));
    first.child.kill('SIGKILL');
    await first.ended;

    const second = run('--free-ports', '--data', folder);
    await second.ready;
    const after = readSandboxFile(folder);
    expect(files.map((name) => readFileSync(join(folder, name), 'utf8'))).toEqual(contents);
    const queue = await (await fetch(`${after.control}/queue?peek=1`)).json();
    expect(queue).toMatchObject({ messages: [{ messageId: 'kept' }] });
    second.child.kill('SIGTERM');
    expect(await second.ended).toBe(0);
    expect(existsSync(join(folder, 'sandbox.json'))).toBe(false);
    expect(await isListening(after.page)).toBe(false);
  });

  test('says who runs when it is started twice on one folder', async () => {
    const folder = makeFolder();
    const first = run('--free-ports', '--in-memory', '--data', folder);
    await first.ready;
    const second = run('--free-ports', '--in-memory', '--data', folder);
    expect(await second.ended).toBe(1);
    expect(second.output()).toContain(`A sandbox runs on ${folder} already (process ${first.child.pid})`);
    expect(second.output()).toContain('--data');
    expect(await isListening(readSandboxFile(folder).page)).toBe(true);
    first.child.kill('SIGINT');
    expect(await first.ended).toBe(0);
  });

  test('names the port and its flag when it is taken, and leaves nothing running', async () => {
    const name = 'graph';
    const squatter = createServer().listen(0, '127.0.0.1');
    await once(squatter, 'listening');
    const address = squatter.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    try {
      const program = run('--free-ports', `--port-${name}`, String(port), '--in-memory', '--data', makeFolder());
      expect(await program.ended).toBe(1);
      expect(program.output()).toContain(`Port ${port} is taken by another program`);
      expect(program.output()).toContain(`--port-${name} <number>`);
    } finally {
      squatter.close();
    }
  });

  test('ends with its parent when it is asked to', async () => {
    const folder = makeFolder();
    const program = run('--free-ports', '--in-memory', '--with-parent', '--data', folder);
    await program.ready;
    program.child.stdin?.end();
    expect(await program.ended).toBe(0);
  });

  test('writes where everything is, for its owner only, and every setting a program needs', async () => {
    const folder = makeFolder();
    const program = run('--free-ports', '--in-memory', '--with-parent', '--data', folder);
    const printed = await program.ready;
    const file = readSandboxFile(folder);
    expect(statSync(join(folder, 'sandbox.json')).mode & 0o777).toBe(0o600);
    expect(file.pid).toBe(program.child.pid);
    expect(printed).toContain(file.page);
    expect(file.settings).toEqual({
      ServiceBus: file.serviceBus.connectionString,
      POSTBUS_SERVICE_BUS_ADMINISTRATION: file.serviceBus.administrationConnectionString,
      POSTBUS_TABLE_STORAGE: file.tables.connectionString,
      POSTBUS_KEY_VAULT_URL: file.keyVault,
      POSTBUS_LOGIN_ENDPOINT: file.login,
      POSTBUS_GRAPH_ENDPOINT: file.graph,
      POSTBUS_CA_FILE: join(folder, 'ca.pem'),
      POSTBUS_ALERT_WEBHOOK_URL: `${file.page}/webhook/alerts`,
      POSTBUS_ALERT_WEBHOOK_KEY: expect.stringMatching(/^whsec_[\w+/]{43}=$/),
      POSTBUS_ALERT_MAIL_CONNECTIONS: 'operators',
      POSTBUS_ALERT_MAIL_TO: 'oncall@operators.example',
      IDENTITY_ENDPOINT: file.identity.endpoint,
      IDENTITY_HEADER: 'postbus-sandbox-identity',
      AzureWebJobsStorage: file.tables.connectionString,
      FUNCTIONS_WORKER_RUNTIME: 'node',
    });
    program.child.stdin?.end();
    await program.ended;
  });

  test('reports every wrong flag at once, and explains itself', async () => {
    const wrong = run('--port-graph', 'x', '--port-page', '70000', '--exchange', '{"speed":1}');
    expect(await wrong.ended).toBe(1);
    for (const flag of ['--port-graph', '--port-page', '--exchange']) expect(wrong.output()).toContain(flag);
    const help = run('--help');
    expect(await help.ended).toBe(0);
    expect(help.output()).toContain('--free-ports');
  });
});
