/**
 * Starts the sandbox as a process of its own, for any test: free ports, nothing kept, gone with the test process.
 * Unlike `npm run sandbox`, messages are not held back in Drafts (no 30 a minute, no delay): give `exchange` to change that.
 * Fails with what the sandbox said when it does not get ready.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface SandboxTenant {
  readonly key: string;
  readonly tenantId: string;
  readonly displayName: string;
  readonly clientId: string;
  readonly credential: 'client-secret' | 'certificate' | 'federated';
  /** Of the client secret or the certificate; a federated tenant has none. */
  readonly secretName: string;
  readonly mailboxes: readonly { readonly address: string; readonly displayName: string; readonly inScope: boolean }[];
}

export interface ControlRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly body?: unknown;
}

export interface RunningSandbox {
  readonly dataDirectory: string;
  /** Environment for a program that shall use this sandbox. */
  readonly settings: Readonly<Record<string, string>>;
  readonly tenants: readonly SandboxTenant[];
  /** Origin of the page; /control is below it. */
  readonly page: string;
  /** `control('tenants')`, `control('faults', { method: 'POST', body: {…} })`; throws on an error answer. */
  control<Answer>(path: string, request?: ControlRequest): Promise<Answer>;
  /** What the sandbox wrote to standard error: calls that no fake knows are told there. */
  complaints(): string;
  stop(): Promise<void>;
}

export interface StartSandboxOptions {
  /** Knobs to start with; see docs/sandbox.md. */
  readonly exchange?: Readonly<Record<string, unknown>>;
  /** Further flags, such as `['--queue-lock-milliseconds', '2000']`. */
  readonly flags?: readonly string[];
}

const sandboxMain = fileURLToPath(new URL('../../sandbox/main.ts', import.meta.url));
const quickExchange = { messagesPerMinute: null, sentItemsDelayMilliseconds: 0 };

export async function startSandbox({ exchange = {}, flags = [] }: StartSandboxOptions = {}): Promise<RunningSandbox> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'postbus-sandbox-'));
  const knobs = JSON.stringify({ ...quickExchange, ...exchange });
  const child = spawn(
    process.execPath,
    [
      sandboxMain,
      '--free-ports',
      '--in-memory',
      '--with-parent',
      '--data',
      dataDirectory,
      '--exchange',
      knobs,
      ...flags,
    ],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  const output = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.err += text;
  });
  const stop = async (): Promise<void> => {
    await end(child);
    await rm(dataDirectory, { recursive: true, force: true });
  };
  try {
    await untilReady(child, output);
    const file = JSON.parse(await readFile(join(dataDirectory, 'sandbox.json'), 'utf8'));
    const control = <Answer>(path: string, request?: ControlRequest): Promise<Answer> =>
      askControl(`${file.control}/${path}`, request);
    const { page, settings, tenants } = file;
    return { dataDirectory, settings, tenants, page, control, complaints: () => output.err, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function untilReady(child: ChildProcess, output: { out: string; err: string }): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  child.stdout?.on('data', () => {
    if (/^Ready\./m.test(output.out)) resolve();
  });
  child.once('error', reject);
  child.once('close', (code) => reject(new Error(`The sandbox ended with ${code} at its start:\n${output.err}`)));
  await promise;
}

async function askControl<Answer>(url: string, { method = 'GET', body }: ControlRequest = {}): Promise<Answer> {
  const response = await fetch(url, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url} was answered ${response.status}: ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as Answer;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.stdin?.end();
  await closed;
}
