/**
 * Lifts a hold: first nothing is held back any more, then what was parked for it goes back to the queue, oldest first, then the hold
 * counts as lifted. Whoever is stopped half-way leaves it `releasing`, and the next one begins again: what is back already has left the
 * parking or will be left alone there.
 */
import { logHoldLifted, logHoldReleased } from '../log/hold-events.ts';
import { lifted, releasing } from '../tenant/hold.ts';
import type { StoredHold } from '../tenant/holds.ts';
import type { DeliveryPorts } from './delivery-ports.ts';
import type { LedgerEntry } from './ledger-entry.ts';
import { isHeldBack } from './opening.ts';
import { replay } from './replay.ts';

export type ReleasePorts = Pick<DeliveryPorts, 'holds' | 'ledger' | 'copies' | 'log' | 'now'>;

export interface ReleaseOptions {
  readonly by: 'probe' | 'operator';
  readonly onProgress?: (released: number, total: number) => void;
}

/** @returns how many messages went back to the queue; undefined where the hold changed hands meanwhile, and others look after it */
export async function releaseHold(
  stored: StoredHold,
  ports: ReleasePorts,
  { by, onProgress = () => {} }: ReleaseOptions,
): Promise<number | undefined> {
  const begun = stored.hold.state === 'releasing' ? stored : await begin(stored, by, ports);
  if (!begun) return undefined;
  const parked = await findHeldBack(begun.hold, ports);
  const released = await replay(parked, ports, { onProgress: (count) => onProgress(count, parked.length) });
  const done = await ports.holds.update(begun, lifted(begun.hold, ports.now()));
  if (!done) return undefined;
  logHoldReleased(ports.log, begun.hold, released);
  return released;
}

async function begin(
  stored: StoredHold,
  by: ReleaseOptions['by'],
  { holds, log, now }: ReleasePorts,
): Promise<StoredHold | undefined> {
  const begun = await holds.update(stored, releasing(stored.hold, now()));
  if (begun) logHoldLifted(log, begun.hold, by);
  return begun;
}

/** What is parked for this hold's sake, oldest first. Without a mailbox: everything of the tenant that a hold parked. */
export async function findHeldBack(
  { tenant, mailbox }: { readonly tenant: string; readonly mailbox?: string },
  { ledger }: Pick<DeliveryPorts, 'ledger'>,
): Promise<readonly LedgerEntry[]> {
  const found: LedgerEntry[] = [];
  for await (const { entry } of ledger.select({ tenant, states: ['parked'] })) {
    if (isHeldBack(entry) && (mailbox === undefined || isOf(entry, mailbox))) found.push(entry);
  }
  return found.sort((a, b) => a.firstReceivedAt.getTime() - b.firstReceivedAt.getTime());
}

/** One that was parked before any attempt has no mailbox in its record: its copy finds out whether it is held. */
const isOf = (entry: LedgerEntry, mailbox: string): boolean =>
  entry.mailbox === undefined || entry.mailbox.toLowerCase() === mailbox.toLowerCase();
