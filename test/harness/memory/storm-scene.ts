/** Where a storm or a walk plays: the world, the twins, and who is at work. */
import type { DeliveryPorts } from '../../../shared/delivery/delivery-ports.ts';
import type { Ledger } from '../../../shared/delivery/ledger.ts';
import type { Connection } from '../../../shared/tenant/connection.ts';
import type { MemoryMailboxes } from './memory-mailboxes.ts';
import type { MemoryQueue } from './memory-queue.ts';
import type { StormInstance, StormWorker } from './storm-call.ts';
import { type StormServices, stormPorts } from './storm-ports.ts';
import type { StormEnd } from './storm-verdict.ts';

export const TENANT = 'contoso';

export interface StormScene extends StormServices {
  readonly mailboxes: MemoryMailboxes;
  readonly queue: MemoryQueue;
  readonly connections: Map<string, Connection>;
  readonly ids: readonly string[];
  readonly running: Set<StormWorker>;
  readonly timers: { last: number; housekeepings: number };
  /** How many workers there were. */
  count: number;
}

export interface StormTask {
  readonly name: string;
  readonly instance: StormInstance;
  readonly skewMs?: number;
  readonly callsLeft?: number;
  readonly run: (ports: DeliveryPorts, worker: StormWorker) => Promise<unknown>;
}

/** Sets a worker to a task. What it throws ends it. */
export function start(scene: StormScene, { name, instance, skewMs = 0, callsLeft, run }: StormTask): void {
  const { world, running } = scene;
  scene.count += 1;
  const killer = callsLeft === undefined ? {} : { callsLeft };
  const worker: StormWorker = { name: `${name} ${scene.count}`, skewMs, instance, isGone: false, ...killer };
  world.say(`${worker.name} begins`);
  running.add(worker);
  void run(stormPorts(scene, worker), worker)
    .catch((error: unknown) => world.say(`${worker.name} throws ${error instanceof Error ? error.message : error}`))
    .finally(() => running.delete(worker));
}

/** What comes before those who begin: nothing stops it, nothing goes wrong. */
export const freePorts = (scene: StormScene): DeliveryPorts =>
  stormPorts(scene, { name: 'before', skewMs: 0, instance: {}, isGone: false, isFree: true });

/** Whoever is gone never ends. */
export function forgetGone({ running }: StormScene): void {
  for (const worker of running) if (worker.isGone) running.delete(worker);
}

export async function endsOf(scene: StormScene): Promise<readonly StormEnd[]> {
  return Promise.all(scene.ids.map((id) => endOf(id, scene)));
}

async function endOf(id: string, { ledger, mailboxes }: StormScene & { readonly ledger: Ledger }): Promise<StormEnd> {
  const stored = await ledger.read(TENANT, id);
  return { id, entry: stored?.entry, timesSent: mailboxes.sent.filter(({ message }) => message.id === id).length };
}
