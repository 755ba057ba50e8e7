/** Which messages a command is about: the given ids, or what the flags choose. Ids that are not parked are named with their reason. */
import type { Ledger, StoredEntry } from '../../shared/delivery/ledger.ts';
import { UNREADABLE } from '../../shared/delivery/ledger.ts';
import { checkTenantKey } from '../check-tenant-key.ts';
import { usageError } from '../command-error.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { mapInGroups } from '../map-in-groups.ts';
import { findParked } from './find-parked.ts';
import { isLeftOut, type LeftOut, notParked, unknownMessage } from './left-out.ts';
import { isEmptyFilter, toFilter } from './parked-filter.ts';
import type { ParkedRequest } from './parked-options.ts';

export interface ChosenMessages {
  readonly parked: readonly StoredEntry[];
  readonly leftOut: readonly LeftOut[];
}

/** @throws CommandError */
export async function chooseParked(
  request: ParkedRequest,
  ports: { readonly ledger: Pick<Ledger, 'read' | 'select'> },
  now: Date,
): Promise<ChosenMessages> {
  const { tenant, ids, limit } = request;
  if (tenant !== UNREADABLE) checkTenantKey(tenant);
  const filter = toFilter(request, now);
  if (ids.length === 0) {
    const found = await findParked(tenant, filter, ports);
    return { parked: found.slice(0, limit), leftOut: [] };
  }
  if (isEmptyFilter(request) && limit === undefined) return readAll(tenant, ids, ports);
  throw usageError('Both ids and a filter are given.', 'Name the messages by their ids, or choose them by flags.');
}

async function readAll(
  tenant: string,
  ids: readonly string[],
  { ledger }: { readonly ledger: Pick<Ledger, 'read'> },
): Promise<ChosenMessages> {
  const found = await mapInGroups(
    [...new Set(ids)],
    async (id) => (await ledger.read(tenant, id)) ?? unknownMessage(id),
  );
  const stored = found.filter(isStored);
  return {
    parked: stored.filter(({ entry }) => entry.state === 'parked'),
    leftOut: [
      ...found.filter(isLeftOut),
      ...stored.filter(({ entry }) => entry.state !== 'parked').map(({ entry }) => notParked(entry)),
    ],
  };
}

const isStored = (found: StoredEntry | LeftOut): found is StoredEntry => 'entry' in found;

/** Named messages must all be done; of those that a filter chooses, what can be done is enough. */
export function exitCodeFor({ ids }: Pick<ParkedRequest, 'ids'>, leftOut: readonly LeftOut[]): ExitCode {
  if (ids.length === 0 || leftOut.length === 0) return EXIT.ok;
  return leftOut.every(({ reason }) => reason === 'unknown') && leftOut.length === new Set(ids).size
    ? EXIT.notFound
    : EXIT.failed;
}
