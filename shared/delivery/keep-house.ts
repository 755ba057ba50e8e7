/**
 * What time makes necessary, once an hour: messages that expired while they waited get their last word, messages that wait for a hold
 * that is gone are released, drafts that nobody will send are deleted, and old records are removed. Each part is safe to be stopped
 * and done again; one that fails does not keep the others from being done.
 */
import { MINUTE } from '../duration.ts';
import { logHousekeeping, logHousekeepingFailed } from '../log/housekeeping-events.ts';
import type { DeliveryPorts } from './delivery-ports.ts';
import { endExpired } from './end-expired.ts';
import type { StoredEntry } from './ledger.ts';
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
