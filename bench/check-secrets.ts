/**
 * The daily check of very many tenants' credentials: how long it takes while Microsoft's services answer as slowly as they do from within
 * Azure. The product is a process of its own; the sandbox runs in this one. Three runs: the first of all, when every secret is read and
 * tried; a second one on that day; one on the next day, when nothing has changed.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { makeTenant, newTenantSchema } from '../sandbox/control/new-tenant.ts';
import { type Product, startProduct } from '../sandbox/demo/product.ts';
import type { ProductEvent } from '../sandbox/demo/product-events.ts';
import type { Tenant } from '../sandbox/directory/tenant.ts';
import { type Sandbox, startSandbox } from '../sandbox/sandbox.ts';
import { makeSeed } from '../sandbox/seed.ts';
import { openTable } from '../shared/services/table-storage/table.ts';
import { createTableConnections } from '../shared/services/table-storage/table-connections.ts';
import { connectionSchema } from '../shared/tenant/connection.ts';
import { sideBySide } from '../shared/tenant/expiry/side-by-side.ts';

const DAY_MS = 86_400_000;

/** Milliseconds, assumed for calls inside a region, and to Entra ID and Graph. */
const LATENCIES = [
  { service: 'key-vault', operation: '*', milliseconds: 15 },
  { service: 'entra', operation: 'token', milliseconds: 150 },
  { service: 'graph', operation: '*', milliseconds: 150 },
] as const;

export async function benchCheckSecrets(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { tenants: { type: 'string', default: '10000' } } });
  const folder = await mkdtemp(path.join(tmpdir(), 'postbus-bench-'));
  const sandbox = await openSandbox(folder, Number(values.tenants));
  const product = await startProduct({ settings: sandbox.description.settings, port: 0, print: () => undefined });
  try {
    console.log(
      '| run | tenants | seconds | CPU s | raised | left | Entra calls | Graph calls | Key Vault calls | table calls | RSS, MB |',
    );
    console.log('|---|---|---|---|---|---|---|---|---|---|---|');
    await measure('first', sandbox, product);
    await measure('the same day', sandbox, product);
    sandbox.world.clock.advance(DAY_MS);
    await measure('the next day', sandbox, product);
  } finally {
    await product.stop();
    await sandbox.stop();
    await rm(folder, { recursive: true });
  }
}

async function openSandbox(folder: string, count: number): Promise<Sandbox> {
  const now = Date.now();
  const tenants = Array.from({ length: count }, (_none, index) => {
    const key = `bench-${index}`;
    const secretExpiresInDays = 5 + (index % 725);
    return makeTenant(newTenantSchema.parse({ key, mailboxes: [`noreply@${key}.example`], secretExpiresInDays }), now);
  });
  const sandbox = await startSandbox({
    dataDirectory: folder,
    inMemory: true,
    seed: [...makeSeed(now), ...tenants],
    log: () => undefined,
  });
  for (const { service, operation, milliseconds } of LATENCIES)
    sandbox.world.faults.add({
      service,
      operation,
      phase: 'before',
      probability: 1,
      effect: { kind: 'delay', milliseconds },
    });
  await connect(sandbox, tenants);
  return sandbox;
}

async function connect({ description }: Sandbox, tenants: readonly Tenant[]): Promise<void> {
  const table = openTable(description.settings.POSTBUS_TABLE_STORAGE ?? '', { getToken: async () => null });
  const connections = createTableConnections(table);
  await sideBySide(tenants, { atOnce: 16 }, async ({ key, tenantId, apps, mailboxes }) => {
    const own = { tenant: key, tenantId, clientId: apps[0]?.clientId, secretName: `postbus-${key}-client-secret` };
    await connections.save(connectionSchema.parse({ ...own, mailboxes: mailboxes.map(({ address }) => address) }));
  });
}

interface Counted extends ProductEvent {
  readonly checked?: number;
  readonly raised?: number;
  readonly left?: number;
}

async function measure(what: string, { world }: Sandbox, product: Product): Promise<void> {
  const done = Promise.withResolvers<Counted>();
  product.onEvent((event) => event.event === 'PB5010' && done.resolve(event));
  world.counts.reset();
  const [before, begin] = [await askStatus(product), performance.now()];
  await fetch(`http://127.0.0.1:${product.port}/admin/functions/alert-on-expiring-secrets`, {
    method: 'POST',
    body: '{}',
  });
  const { checked, raised, left } = await done.promise;
  const seconds = (performance.now() - begin) / 1000;
  while ((await askStatus(product)).invocations.running > 0) await wait(50);
  const after = await askStatus(product);
  const calls = (prefix: string): number =>
    Object.entries(world.counts.list()).reduce(
      (sum, [name, count]) => (name.startsWith(prefix) ? sum + count : sum),
      0,
    );
  const cpu =
    (after.processCpu.user + after.processCpu.system - before.processCpu.user - before.processCpu.system) / 1e6;
  const services = ['entra.', 'graph.', 'key-vault.', 'table-storage.'].map(calls);
  const cells = [
    what,
    checked,
    seconds.toFixed(1),
    cpu.toFixed(1),
    raised,
    left,
    ...services,
    (after.processMemory.rss / 2 ** 20).toFixed(0),
  ];
  console.log(`| ${cells.join(' | ')} |`);
}

interface Status {
  readonly processCpu: { readonly user: number; readonly system: number };
  readonly processMemory: { readonly rss: number };
  readonly invocations: { readonly running: number };
}

const askStatus = async ({ port }: Product): Promise<Status> =>
  (await (await fetch(`http://127.0.0.1:${port}/admin/host/status`)).json()) as Status;
