/**
 * What time makes necessary, once an hour: messages that expired while they waited get their last word, messages that wait for a hold
 * that is gone are released, drafts that nobody will send are deleted, and old records are removed. Each part is safe to be stopped
 * and done again; one that fails does not keep the others from being done.
 */
import { MINUTE } from '../duration.ts';
import { logHousekeeping, logHousekeepingFailed } from '../log/housekeeping-events.ts';
import type { HoldScope } from '../tenant/hold.ts';
import { isDeliveryError } from './delivery-error.ts';
import type { DeliveryPorts } from './delivery-ports.ts';
import { endExpired } from './end-expired.ts';
import type { LedgerEntry } from './ledger-entry.ts';
import { isHeldBack } from './opening.ts';
import { replay } from './replay.ts';
import { sweepDrafts } from './sweep-drafts.ts';

export interface HousekeepingOptions {
  /** How long a record is kept after its message's last word. */
  readonly retentionMs: number;
  /** The run ends by then; the next one goes on. */
  readonly until: Date;
}

/** Parked at least so long before it counts as left behind: whoever parks or releases may be at it now. */
const LEFT_BEHIND_AFTER = 15 * MINUTE;

export async function keepHouse(ports: DeliveryPorts, options: HousekeepingOptions): Promise<void> {
  const { log } = ports;
  const mayGoOn = (): boolean => ports.now() < options.until;
  const steps = {
    expired: () => endExpired(ports, options.retentionMs, mayGoOn),
    released: () => releaseLeftBehind(ports, mayGoOn),
    removed: () => ports.ledger.removeEnded(new Date(ports.now().getTime() - options.retentionMs), mayGoOn),
    drafts: () => sweepDrafts(ports, options.until),
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

/**
 * Parked for a hold that nobody knows any more: whoever should have released them was stopped at the wrong moment. What a hold of late
 * has put back on the queue may still wait there for its turn.
 */
async function releaseLeftBehind(ports: DeliveryPorts, mayGoOn: () => boolean): Promise<number> {
  const before = ports.now().getTime() - LEFT_BEHIND_AFTER;
  const holds = await ports.holds.list();
  const left: LedgerEntry[] = [];
  for await (const { entry } of ports.ledger.select({ states: ['parked'], mayGoOn })) {
    if (!isHeldBack(entry) || entry.updatedAt.getTime() >= before) continue;
    if (holds.some(({ hold }) => covers(hold, entry)) || !(await isConnected(entry, ports))) continue;
    left.push(entry);
  }
  return replay(left, ports, { mayGoOn });
}

const covers = (hold: HoldScope, { tenant, mailbox }: LedgerEntry): boolean =>
  hold.tenant === tenant && (hold.mailbox === undefined || hold.mailbox.toLowerCase() === mailbox?.toLowerCase());

/** A tenant that was removed keeps what is parked for it, until it is cancelled or expires. */
async function isConnected({ tenant }: LedgerEntry, { connections }: DeliveryPorts): Promise<boolean> {
  try {
    return (await connections.find(tenant)) !== undefined;
  } catch (error) {
    if (isDeliveryError(error)) return false;
    throw error;
  }
}
