/** A message's record as JSON for programs: the ledger's names, ISO instants, and the failure with what its code means. */
import { errorCodes } from '../../shared/delivery/error-codes.ts';
import type { Failure, LedgerEntry } from '../../shared/delivery/ledger-entry.ts';

/** `fingerprint` and `copy` are the ledger's own business and stay out. */
export function toMessageDocument(entry: LedgerEntry): object {
  const { tenant, id, state, fingerprint: _fingerprint, copy: _copy, attempt, failure, ...rest } = entry;
  return { tenant, id, state, attempts: attempt, ...rest, ...(failure ? { failure: toFailureDocument(failure) } : {}) };
}

export function toFailureDocument(failure: Failure): object {
  const { status, disposition, owner, sentence, remedy } = errorCodes[failure.code];
  const { code, ...details } = failure;
  return { code, status, disposition, sentence, owner, remedy, ...details };
}
