/** The timer functions, as far as there is something to do for them: every minute, and every hour. */
import type { DeliveryPorts } from '../../../shared/delivery/delivery-ports.ts';
import { keepHouse } from '../../../shared/delivery/keep-house.ts';
import { type LedgerEntry, mayHaveBeenSent } from '../../../shared/delivery/ledger-entry.ts';
import { isHeldBack } from '../../../shared/delivery/opening.ts';
import { probeHolds } from '../../../shared/delivery/probe-holds.ts';
import type { Hold } from '../../../shared/tenant/hold.ts';
import { type StormScene, TENANT } from './storm-scene.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export interface Timer {
  readonly name: string;
  readonly at: number;
  readonly run: (ports: DeliveryPorts) => Promise<void>;
}

export async function nextTimer({ holds, ledger, timers, world }: StormScene): Promise<Timer | undefined> {
  const all = (await holds.list()).map(({ hold }) => hold);
  const due = Math.min(...all.map(dueAt));
  if (Number.isFinite(due)) return { name: 'probe', at: Math.max(timers.last + MINUTE, due), run: probeHolds };
  // What an operator holds back waits for the operator.
  if (all.some(({ state }) => state === 'held')) return undefined;
  for await (const { entry } of ledger.select({ tenant: TENANT, states: ['parked'] }))
    if (isHeldBack(entry) || isExpired(entry, world.now()))
      return { name: 'housekeeping', at: timers.last + HOUR, run: cleanUp };
  return undefined;
}

/** A doubt stays for a person. */
const isExpired = (entry: LedgerEntry, now: Date): boolean => entry.expiresAt <= now && !mayHaveBeenSent(entry);

const dueAt = ({ state, probeAt, updatedAt }: Hold): number =>
  (state === 'releasing' ? updatedAt : probeAt)?.getTime() ?? Number.POSITIVE_INFINITY;

/** A hold that was lifted long ago is forgotten by the probes, and only then is what it left behind released. */
async function cleanUp(ports: DeliveryPorts): Promise<void> {
  await probeHolds(ports);
  await keepHouse(ports, { retentionMs: 30 * 24 * HOUR, until: new Date(ports.now().getTime() + HOUR) });
}
