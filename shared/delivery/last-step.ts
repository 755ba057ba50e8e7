/** What a record says of the last thing that was done with its message: for whoever asks what killed a worker. Pure. */
import type { LedgerEntry } from './ledger-entry.ts';

export function lastStepOf(entry: LedgerEntry | undefined): string {
  if (entry?.internetMessageId === undefined) return 'received; no attempt was opened';
  const { state, attempt, updatedAt, draftId, isUnconfirmed, looks, failure } = entry;
  const at = updatedAt.toISOString();
  if (isUnconfirmed) return `attempt ${attempt} was left unconfirmed at ${at}, after ${looks ?? 0} looks`;
  if (state !== 'attempting') return `${state} at ${at}${failure ? `, with ${failure.code}` : ''}`;
  const draft = draftId === undefined ? '' : ', with a draft of an earlier one';
  return `attempt ${attempt} was opened or looked up at ${at}${draft}, and never closed`;
}
