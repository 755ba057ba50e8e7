/** What a record says of the last thing that was done with its message: for whoever asks what killed a worker. Pure. */
import type { LedgerEntry } from './ledger-entry.ts';

export function lastStepOf(entry: LedgerEntry | undefined): string {
  if (!entry || entry.attempt === 0) return 'received; no attempt was opened';
  const { state, attempt, updatedAt, draftId, isUnconfirmed, looks } = entry;
  const at = updatedAt.toISOString();
  if (state === 'deferred') return `attempt ${attempt} was deferred at ${at}`;
  if (isUnconfirmed) return `attempt ${attempt} was left unconfirmed at ${at}, after ${looks ?? 0} looks`;
  const draft = draftId === undefined ? '' : ', with a draft of an earlier one';
  return `attempt ${attempt} was opened or looked up at ${at}${draft}, and never closed`;
}
