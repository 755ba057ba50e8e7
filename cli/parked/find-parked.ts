/** Reads what is parked, oldest first. Without a tenant the whole table is read. */
import type { Ledger, StoredEntry } from '../../shared/delivery/ledger.ts';
import { fits, type ParkedFilter } from './parked-filter.ts';

export async function findParked(
  tenant: string | undefined,
  filter: ParkedFilter,
  { ledger }: { readonly ledger: Pick<Ledger, 'select'> },
): Promise<readonly StoredEntry[]> {
  const found: StoredEntry[] = [];
  const selection = { ...(tenant === undefined ? {} : { tenant }), states: ['parked'] as const };
  for await (const stored of ledger.select(selection)) if (fits(stored.entry, filter)) found.push(stored);
  return found.sort((a, b) => parkedAt(a) - parkedAt(b));
}

const parkedAt = ({ entry }: StoredEntry): number => (entry.parkedAt ?? entry.updatedAt).getTime();
