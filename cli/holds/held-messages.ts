/** The messages a hold keeps: what its release would put back on the queue. */
import type { Ledger } from '../../shared/delivery/ledger.ts';
import { findHeldBack } from '../../shared/delivery/release-hold.ts';
import type { Hold } from '../../shared/tenant/hold.ts';

export interface CountedHold {
  readonly hold: Hold;
  readonly messages: number;
}

/** One reading of each tenant, however many of its mailboxes are held. */
export async function countHeldBack(
  holds: readonly Hold[],
  { ledger }: { readonly ledger: Ledger },
): Promise<readonly CountedHold[]> {
  const counted: CountedHold[] = [];
  for (const [tenant, group] of Map.groupBy(holds, (hold) => hold.tenant)) {
    const all = await findHeldBack({ tenant }, { ledger });
    counted.push(...group.map((hold) => ({ hold, messages: all.filter((entry) => isKeptBy(entry, hold)).length })));
  }
  return counted;
}

/** A message without a mailbox in its record was parked before anybody knew one. */
const isKeptBy = ({ mailbox }: { readonly mailbox?: string }, hold: Hold): boolean =>
  hold.mailbox === undefined || mailbox === undefined || mailbox.toLowerCase() === hold.mailbox.toLowerCase();
