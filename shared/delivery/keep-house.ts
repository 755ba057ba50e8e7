/**
 * What time makes necessary, once an hour: messages that expired while they waited get their last word, messages that wait for a hold
 * that is gone are released, drafts that nobody will send are deleted, and old records are removed. Each part is safe to be stopped
 * and done again; one that fails does not keep the others from being done.
 */
import { HOUR, MINUTE } from '../duration.ts';
import { logHousekeeping, logHousekeepingFailed, logOverdue } from '../log/housekeeping-events.ts';
import { logOutcome } from '../log/log-events.ts';
import type { DeliveryPorts } from './delivery-ports.ts';
import type { StoredEntry } from './ledger.ts';
import { type Failure, failed, type LedgerEntry, mayHaveBeenSent } from './ledger-entry.ts';
import { isHeldBack } from './opening.ts';
import { replay } from './replay.ts';
import { sweepDrafts } from './sweep-drafts.ts';

export interface HousekeepingOptions {
  /** How long a record is kept after its message's last word. */
  readonly retentionMs: number;
  /** The run ends by then; the next one goes on. */
  readonly until: Date;
}

/** A record whose message is late by this much has lost its queue message. */
const OVERDUE_AFTER = 2 * HOUR;
/** Parked at least so long before it counts as left behind: whoever parks or releases may be at it now. */
const LEFT_BEHIND_AFTER = 15 * MINUTE;

export async function keepHouse(ports: DeliveryPorts, options: HousekeepingOptions): Promise<void> {
  const { log } = ports;
  const mayGoOn = (): boolean => ports.now() < options.until;
  const steps = {
    expired: () => endExpired(ports, options, mayGoOn),
    released: () => releaseLeftBehind(ports, mayGoOn),
    drafts: () => sweepDrafts(ports, options.until),
    removed: () => ports.ledger.removeEnded(new Date(ports.now().getTime() - options.retentionMs), mayGoOn),
  };
  const counts: Record<string, number> = {};
  for (const [step, run] of Object.entries(steps)) {
    try {
      counts[step] = await run();
    } catch (error) {
      logHousekeepingFailed(log, step, error);
    }
  }
  logHousekeeping(log, counts);
}

/** A message that outlived its expiry ends as failed, with what it waited for. */
async function endExpired(
  ports: DeliveryPorts,
  { retentionMs }: HousekeepingOptions,
  mayGoOn: () => boolean,
): Promise<number> {
  const now = ports.now();
  let ended = 0;
  for await (const stored of ports.ledger.select({
    states: ['parked', 'attempting', 'deferred'],
    expiredBefore: now,
  })) {
    if (!mayGoOn()) break;
    const failure = endOf(stored.entry, { now, retentionMs });
    if (!failure) continue;
    const written = await ports.ledger.update(stored, failed(stored.entry, failure, now));
    if (!written) continue;
    ended += 1;
    if (stored.entry.state !== 'parked') logOverdue(ports.log, stored.entry);
    logOutcome(ports.log, { kind: 'failed', entry: written.entry });
  }
  return ended;
}

/** @returns why it ends now; undefined where it does not, or where its queue message will say so itself */
function endOf(
  entry: LedgerEntry,
  { now, retentionMs }: { readonly now: Date; readonly retentionMs: number },
): Failure | undefined {
  const { failure, state, parkedAt = entry.updatedAt } = entry;
  if (state !== 'parked' && !isOverdue(entry, now)) return undefined;
  if (!mayHaveBeenSent(entry)) return { ...failure, code: 'ERR_MESSAGE_EXPIRED', ...becauseOf(failure) };
  // It may have been sent: a person has as long to look as there is a record.
  if (state === 'parked' && now.getTime() - parkedAt.getTime() < retentionMs) return undefined;
  return { ...failure, code: 'ERR_DELIVERY_UNCONFIRMED' };
}

const becauseOf = (failure: Failure | undefined): Pick<Failure, 'because'> =>
  failure ? { because: failure.code } : {};

function isOverdue({ notBefore, busyUntil, updatedAt, expiresAt }: LedgerEntry, now: Date): boolean {
  const due = Math.max(expiresAt.getTime(), (notBefore ?? busyUntil ?? updatedAt).getTime());
  return now.getTime() - due > OVERDUE_AFTER;
}

/** Parked for a hold that nobody knows any more: whoever should have released them was stopped at the wrong moment. */
async function releaseLeftBehind(ports: DeliveryPorts, mayGoOn: () => boolean): Promise<number> {
  const before = ports.now().getTime() - LEFT_BEHIND_AFTER;
  const left: LedgerEntry[] = [];
  for await (const stored of ports.ledger.select({ states: ['parked'] })) {
    if (!mayGoOn()) break;
    if (isHeldBack(stored.entry) && stored.entry.updatedAt.getTime() < before && !(await isHeld(stored, ports)))
      left.push(stored.entry);
  }
  return replay(left, ports);
}

const isHeld = async ({ entry: { tenant, mailbox } }: StoredEntry, { holds }: DeliveryPorts): Promise<boolean> =>
  (await holds.find(tenant, mailbox)) !== undefined;
