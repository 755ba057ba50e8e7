/**
 * Waits until the ledger says what became of messages. An id may have a record of an earlier message: what counts is what the
 * ledger writes after the enqueuing, so the records are marked before it.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ledger } from '../../shared/delivery/ledger.ts';
import type { LedgerEntry } from '../../shared/delivery/ledger-entry.ts';
import { mapInGroups } from '../map-in-groups.ts';
import { isFinal, type MessageOutcome, type Outcome } from './message-outcome.ts';
import type { Submission } from './prepare-messages.ts';

type Reader = Pick<Ledger, 'find'>;

export interface Mark {
  readonly duplicates: number;
  /** State and time of each record under the id. */
  readonly records: ReadonlySet<string>;
}

export interface WaitOptions {
  readonly ledger: Reader;
  readonly before: readonly Mark[];
  readonly waitMs: number;
  readonly onProgress?: (finished: number) => void;
  readonly pollMs?: number;
}

const POLL_MS = 500;

export const markRecords = (submissions: readonly Submission[], ledger: Reader): Promise<readonly Mark[]> =>
  mapInGroups(submissions, async ({ tenant, id }) => toMark(await ledger.find(tenant, id)));

/** One outcome for each submission, in order; `waiting` where it had none in time. */
export async function waitForOutcomes(
  submissions: readonly Submission[],
  { ledger, before, waitMs, onProgress = () => {}, pollMs = POLL_MS }: WaitOptions,
): Promise<readonly MessageOutcome[]> {
  const deadline = performance.now() + waitMs;
  let outcomes: readonly MessageOutcome[] = submissions.map((submission) => ({ ...submission, outcome: 'waiting' }));
  for (;;) {
    outcomes = await mapInGroups(outcomes, async (known, index) =>
      isFinal(known.outcome)
        ? known
        : {
            tenant: known.tenant,
            id: known.id,
            ...readOutcome(await ledger.find(known.tenant, known.id), before[index]),
          },
    );
    const finished = outcomes.filter(({ outcome }) => isFinal(outcome)).length;
    onProgress(finished);
    if (finished === outcomes.length || performance.now() >= deadline) return outcomes;
    await sleep(pollMs);
  }
}

/** What the records say about the message that was enqueued after the mark. Pure. */
export function readOutcome(
  records: readonly LedgerEntry[],
  mark: Mark | undefined,
): { readonly outcome: Outcome; readonly entry?: LedgerEntry } {
  const changed = records.filter((record) => !mark?.records.has(fingerprint(record)));
  const [own] = records;
  const conflict = changed.find((record) => record !== own);
  if (conflict) return { outcome: 'conflict', entry: conflict };
  if (own === undefined) return { outcome: 'waiting' };
  if (own.duplicates > (mark?.duplicates ?? 0)) return { outcome: 'duplicate', entry: own };
  return changed.includes(own) ? { outcome: toOutcome(own), entry: own } : { outcome: 'waiting' };
}

const toOutcome = ({ state }: LedgerEntry): Outcome => state;

const toMark = (records: readonly LedgerEntry[]): Mark => ({
  duplicates: records[0]?.duplicates ?? 0,
  records: new Set(records.map(fingerprint)),
});

const fingerprint = ({ fingerprint: content, state, updatedAt }: LedgerEntry): string =>
  `${content} ${state} ${updatedAt.toISOString()}`;
