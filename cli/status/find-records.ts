/** All records under an id: the message's own first, then refused ones. */
import { type Ledger, UNREADABLE } from '../../shared/delivery/ledger.ts';
import type { LedgerEntry } from '../../shared/delivery/ledger-entry.ts';
import { notFoundError } from '../command-error.ts';

export interface MessageKey {
  readonly tenant: string;
  readonly id: string;
}

/** @throws CommandError where there is none */
export async function findRecords(
  { tenant, id }: MessageKey,
  ledger: Pick<Ledger, 'find'>,
): Promise<readonly [LedgerEntry, ...LedgerEntry[]]> {
  const [own, ...refused] = await ledger.find(tenant, id);
  if (own) return [own, ...refused];
  throw notFoundError(
    `There is no record of message ${id} of ${tenant}.`,
    `It may still wait on the queue (\`postbus queue\`), be recorded under another id (\`postbus status ${tenant}\`), or name no tenant (\`postbus status ${UNREADABLE}\`).`,
  );
}
