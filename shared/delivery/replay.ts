/**
 * Puts parked messages back on the queue, as copies that say which parking they end. The record leaves `parked` when its copy is
 * handled: so a second copy of the same parking, or one that comes after somebody cancelled the message, changes nothing.
 */
import type { ReceivedMessage } from '../message/received-message.ts';
import type { DeliveryPorts } from './delivery-ports.ts';
import type { LedgerEntry } from './ledger-entry.ts';

type ReplayPorts = Pick<DeliveryPorts, 'ledger' | 'copies' | 'now'>;

export interface ReplayOptions {
  /** Somebody looked, and says that a message in doubt was not sent. */
  readonly isResend?: boolean;
  /** How many were put back so far. */
  readonly onProgress?: (replayed: number) => void;
  /** Asked before each group. */
  readonly mayGoOn?: () => boolean;
}

/** So many are under way at a time; their order on the queue is roughly the order given. */
const AT_A_TIME = 16;

/**
 * One that cannot be put back does not keep the others from it: its failure is thrown at the end.
 * @returns how many went back to the queue: one whose body is gone has left the parking meanwhile
 */
export async function replay(
  entries: readonly LedgerEntry[],
  ports: ReplayPorts,
  { isResend = false, onProgress = () => {}, mayGoOn = () => true }: ReplayOptions = {},
): Promise<number> {
  let replayed = 0;
  const failures: unknown[] = [];
  for (let start = 0; start < entries.length && mayGoOn(); start += AT_A_TIME) {
    const group = entries.slice(start, start + AT_A_TIME);
    const done = await Promise.allSettled(group.map((entry) => replayOne(entry, isResend, ports)));
    replayed += done.filter((each) => each.status === 'fulfilled' && each.value).length;
    failures.push(...done.flatMap((each) => (each.status === 'rejected' ? [each.reason] : [])));
    onProgress(replayed);
  }
  if (failures.length > 0) throw failures[0];
  return replayed;
}

async function replayOne(
  entry: LedgerEntry,
  isResend: boolean,
  { ledger, copies, now }: ReplayPorts,
): Promise<boolean> {
  const body = await ledger.readBody(entry);
  if (!body || !entry.parkedAt) return false;
  await copies.schedule(toReceived(entry, body, now()), {
    // An instant that is over for every clock: at once.
    at: entry.parkedAt,
    copy: entry.copy + 1,
    replay: { parkedAt: entry.parkedAt, isResend },
  });
  return true;
}

/**
 * As the queue would hand it over again. The instant stands for the delivery: each replay makes a copy of its own, because duplicate
 * detection would drop a second one although the first was handled in vain.
 */
const toReceived = (entry: LedgerEntry, body: Uint8Array, now: Date): ReceivedMessage => ({
  body,
  messageId: entry.id,
  deliveryCount: 1,
  sequenceNumber: `replay-${entry.parkedAt?.getTime()}-${now.getTime()}`,
  enqueuedAt: now,
  copy: { number: Math.max(entry.copy, 1), originalMessageId: entry.id, firstEnqueuedAt: entry.firstReceivedAt },
});
