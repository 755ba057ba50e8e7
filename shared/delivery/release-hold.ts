/**
 * Lifts a hold: first nothing is held back any more, then what was parked for it goes back to the queue, oldest first, then the hold
 * counts as lifted. Whoever is stopped half-way leaves it `releasing`, and the next one begins again: what is back already has left the
 * parking or will be left alone there.
 */
import { logHoldLifted, logHoldReleased } from '../log/hold-events.ts';
import { type HoldScope, lifted, releasing, tried } from '../tenant/hold.ts';
import type { StoredHold } from '../tenant/holds.ts';
import type { DeliveryPorts } from './delivery-ports.ts';
import type { LedgerEntry } from './ledger-entry.ts';
import { isHeldBack } from './opening.ts';
import { replay } from './replay.ts';

export type ReleasePorts = Pick<DeliveryPorts, 'holds' | 'ledger' | 'copies' | 'log' | 'now'>;

export interface ReleaseOptions {
  readonly by: 'probe' | 'operator';
  readonly onProgress?: (released: number, total: number) => void;
  /** Where it may not, the rest is left to the next one. */
  readonly mayGoOn?: () => boolean;
}

/** After so many the hold says that somebody is still at it. */
const AT_A_TIME = 256;
/** So many show whether a mailbox that can be read can send. */
const A_FEW = 3;

/** @returns how many messages went back to the queue; undefined where others look after the hold now */
export async function releaseHold(
  stored: StoredHold,
  ports: ReleasePorts,
  { by, onProgress = () => {}, mayGoOn = () => true }: ReleaseOptions,
): Promise<number | undefined> {
  let current = await begin(stored, by, ports);
  const parked = current ? await findHeldBack(current.hold, ports) : [];
  const failures: unknown[] = [];
  let released = 0;
  for (let start = 0; current && start < parked.length && mayGoOn(); start += AT_A_TIME) {
    const group = parked.slice(start, start + AT_A_TIME);
    const onGroup = (count: number): void => onProgress(start + count, parked.length);
    released += await replay(group, ports, { onProgress: onGroup }).catch((error: unknown) => {
      failures.push(error);
      return 0;
    });
    current = await ports.holds.update(current, releasing(current.hold, ports.now()));
  }
  if (failures.length > 0) throw failures[0];
  if (!current || !mayGoOn()) return undefined;
  return (await end(current, ports)) ? report(current, released, ports) : undefined;
}

/**
 * The same in two steps, for a mailbox: that it can be read does not say that it can send. A few go back; if they bring the failure
 * back, the hold is there again for the others, and else these follow.
 */
export async function releaseFew(stored: StoredHold, ports: ReleasePorts): Promise<void> {
  const parked = await findHeldBack(stored.hold, ports);
  if (parked.length <= A_FEW) return void (await releaseHold(stored, ports, { by: 'probe' }));
  const begun = await begin(stored, 'probe', ports);
  const marked = begun && (await ports.holds.update(begun, tried(begun.hold, ports.now())));
  if (marked) await replay(parked.slice(0, A_FEW), ports);
}

async function begin(
  stored: StoredHold,
  by: ReleaseOptions['by'],
  { holds, log, now }: ReleasePorts,
): Promise<StoredHold | undefined> {
  const begun = await holds.update(stored, releasing(stored.hold, now()));
  if (begun && stored.hold.state !== 'releasing') logHoldLifted(log, begun.hold, by);
  return begun;
}

const end = (current: StoredHold, { holds, now }: ReleasePorts): Promise<StoredHold | undefined> =>
  holds.update(current, lifted(current.hold, now()));

function report({ hold }: StoredHold, released: number, { log }: ReleasePorts): number {
  logHoldReleased(log, hold, released);
  return released;
}

/** What is parked for this hold's sake, oldest first. Without a mailbox: everything of the tenant that a hold parked. */
export async function findHeldBack(
  { tenant, mailbox }: HoldScope,
  { ledger }: Pick<DeliveryPorts, 'ledger'>,
): Promise<readonly LedgerEntry[]> {
  const found: LedgerEntry[] = [];
  for await (const { entry } of ledger.select({ tenant, states: ['parked'] })) {
    if (isHeldBack(entry) && (mailbox === undefined || isOf(entry, mailbox))) found.push(entry);
  }
  return found.sort((a, b) => a.firstReceivedAt.getTime() - b.firstReceivedAt.getTime());
}

/** One that was parked before anybody knew its mailbox: its copy finds out whether it is held. */
const isOf = (entry: LedgerEntry, mailbox: string): boolean =>
  entry.mailbox === undefined || entry.mailbox.toLowerCase() === mailbox.toLowerCase();
