/** The last thing that is known of a message that has not had its last word. Pure. */
import { lastStepOf } from '../../shared/delivery/last-step.ts';
import type { LedgerEntry } from '../../shared/delivery/ledger-entry.ts';

export function lastKnownStep(entry: LedgerEntry): string | undefined {
  const { state, failure } = entry;
  if (state === 'sent' || state === 'failed' || state === 'cancelled') return undefined;
  return failure?.lastStep ?? lastStepOf(entry);
}
