/** One measured run: a sandbox, a product, and messages from this process. */
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ServiceBusClient } from '@azure/service-bus';
import { type Product, startProduct } from '../sandbox/demo/product.ts';
import { openTable } from '../shared/services/table-storage/table.ts';
import { createTableConnections } from '../shared/services/table-storage/table-connections.ts';
import { connectionSchema, type Plan } from '../shared/tenant/connection.ts';
import { type RunningSandbox, type SandboxTenant, startSandbox } from '../test/harness/start-sandbox.ts';

const TENANTS = 10;
const MAILBOXES_A_TENANT = 5;

export interface DeliveryRun {
  /** How many messages, round after round in one process. */
  readonly rounds: readonly number[];
  /** Of every Graph call, in milliseconds. */
  readonly latency: number;
  readonly plan: Plan;
}

interface Memory {
  readonly rss: number;
  readonly heapUsed: number;
}

export interface Measured {
  readonly plan: Plan;
  readonly latency: number;
  readonly messages: number;
  readonly seconds: number;
  readonly cpuMs: number;
  readonly calls: Calls;
  readonly start: Memory;
  readonly end: Memory;
}

interface Calls {
  readonly graph: number;
  readonly tables: number;
  readonly login: number;
  readonly vault: number;
}

export async function measureDelivery({ rounds, latency, plan }: DeliveryRun): Promise<readonly Measured[]> {
  const sandbox = await startSandbox({ exchange: { latencyMilliseconds: latency } });
  const countsFile = path.join(tmpdir(), `postbus-bench-${process.pid}.json`);
  const product = await startProduct({
    settings: {
      ...sandbox.settings,
      NODE_OPTIONS: `--expose-gc --require ./bench/count-calls.cjs ${process.env.BENCH_NODE_OPTIONS ?? ''}`,
      BENCH_COUNTS_FILE: countsFile,
    },
    port: 0,
    print: () => undefined,
  });
  try {
    const mailboxes = await connectTenants(sandbox, plan);
    const measured: Measured[] = [];
    for (const messages of rounds)
      measured.push({
        plan,
        latency,
        messages,
        ...(await measureRound({ sandbox, product, countsFile, mailboxes, messages })),
      });
    return measured;
  } finally {
    await product.stop();
    await sandbox.stop();
    await rm(countsFile, { force: true });
  }
}

interface Mailbox {
  readonly tenant: string;
  readonly address: string;
}

async function connectTenants(sandbox: RunningSandbox, plan: Plan): Promise<readonly Mailbox[]> {
  const connections = createTableConnections(
    openTable(sandbox.settings.POSTBUS_TABLE_STORAGE ?? '', { getToken: async () => null }),
  );
  const mailboxes: Mailbox[] = [];
  for (let number = 1; number <= TENANTS; number += 1) {
    const key = `bench-${number}`;
    const addresses = Array.from({ length: MAILBOXES_A_TENANT }, (_, index) => `box${index + 1}@${key}.example`);
    const { tenantId, clientId, secretName } = await sandbox.control<SandboxTenant>('tenants', {
      method: 'POST',
      body: { key, mailboxes: addresses },
    });
    await connections.save(
      connectionSchema.parse({ tenant: key, tenantId, clientId, secretName, mailboxes: addresses, plan }),
    );
    mailboxes.push(...addresses.map((address) => ({ tenant: key, address })));
  }
  return mailboxes;
}

interface Round {
  readonly sandbox: RunningSandbox;
  readonly product: Product;
  readonly countsFile: string;
  readonly mailboxes: readonly Mailbox[];
  readonly messages: number;
}

async function measureRound({ sandbox, product, countsFile, mailboxes, messages }: Round) {
  const before = await readCalls(sandbox, product, countsFile);
  const cpuBefore = await readCpu(product);
  const acceptedBefore = await countAccepted(sandbox);
  const begin = performance.now();
  await enqueue(sandbox, mailboxes, messages);
  while ((await countAccepted(sandbox)) - acceptedBefore < messages) await wait(25);
  const seconds = (performance.now() - begin) / 1000;
  await untilIdle(product);
  const cpuMs = ((await readCpu(product)) - cpuBefore) / 1000;
  const after = await readCalls(sandbox, product, countsFile);
  return { seconds, cpuMs, calls: subtract(after.calls, before.calls), start: before.memory, end: after.memory };
}

async function enqueue(sandbox: RunningSandbox, mailboxes: readonly Mailbox[], messages: number): Promise<void> {
  const client = new ServiceBusClient(sandbox.settings.ServiceBus ?? '');
  const sender = client.createSender('send-email');
  const round = Date.now().toString(36);
  for (let first = 0; first < messages; first += 250) {
    const batch = Array.from({ length: Math.min(250, messages - first) }, (_, index) =>
      toQueueMessage(mailboxes[(first + index) % mailboxes.length], `bench-${round}-${first + index}`),
    );
    await sender.sendMessages(batch);
  }
  await client.close();
}

function toQueueMessage(mailbox: Mailbox | undefined, id: string) {
  const body = {
    version: 1,
    tenant: mailbox?.tenant,
    id,
    from: mailbox?.address,
    to: ['ada@example.org'],
    subject: `Bench ${id}`,
    text: 'A small mail.',
  };
  return { messageId: `msg_${id}`, body };
}

async function countAccepted(sandbox: RunningSandbox): Promise<number> {
  const requests = await sandbox.control<Record<string, number>>('requests');
  return (requests['graph.sendDraft.202'] ?? 0) + (requests['graph.sendMail.202'] ?? 0);
}

interface Status {
  readonly processCpu: { readonly user: number; readonly system: number };
  readonly invocations: { readonly running: number };
}

const askStatus = async ({ port }: Product): Promise<Status> =>
  (await (await fetch(`http://127.0.0.1:${port}/admin/host/status`)).json()) as Status;

async function readCpu(product: Product): Promise<number> {
  const { user, system } = (await askStatus(product)).processCpu;
  return user + system;
}

async function untilIdle(product: Product): Promise<void> {
  while ((await askStatus(product)).invocations.running > 0) await wait(25);
}

async function readCalls(
  { settings }: RunningSandbox,
  product: Product,
  countsFile: string,
): Promise<{ readonly calls: Calls; readonly memory: Memory }> {
  await rm(countsFile, { force: true });
  product.signal('SIGUSR2');
  const { counts, memory } = await readWhenWritten(countsFile);
  const ending = (url: string | undefined): number => {
    const port = new URL(url ?? 'http://none').port;
    return Object.entries(counts).reduce(
      (sum, [origin, count]) => (origin.endsWith(`:${port}`) ? sum + count : sum),
      0,
    );
  };
  const tables = /TableEndpoint=([^;]+)/.exec(settings.POSTBUS_TABLE_STORAGE ?? '')?.[1];
  const calls = {
    graph: ending(settings.POSTBUS_GRAPH_ENDPOINT),
    tables: ending(tables),
    login: ending(settings.POSTBUS_LOGIN_ENDPOINT),
    vault: ending(settings.POSTBUS_KEY_VAULT_URL),
  };
  return { calls, memory };
}

interface Written {
  readonly counts: Readonly<Record<string, number>>;
  readonly memory: Memory;
}

async function readWhenWritten(file: string): Promise<Written> {
  for (;;) {
    try {
      return JSON.parse(await readFile(file, 'utf8'));
    } catch {
      await wait(10);
    }
  }
}

const subtract = (after: Calls, before: Calls): Calls => ({
  graph: after.graph - before.graph,
  tables: after.tables - before.tables,
  login: after.login - before.login,
  vault: after.vault - before.vault,
});
