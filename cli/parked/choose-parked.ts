/** Which messages a command is about: the given ids, or what the flags choose. Ids that are not parked are named with their reason. */
import type { Operator } from '../../shared/compose-operator.ts';
import type { Ledger, StoredEntry } from '../../shared/delivery/ledger.ts';
import { UNREADABLE } from '../../shared/delivery/ledger.ts';
import { checkTenantKey } from '../check-tenant-key.ts';
import { usageError } from '../command-error.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { mapInGroups } from '../map-in-groups.ts';
import { refuseUnknownTenant } from '../refuse-unknown-tenant.ts';
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
  ports: Pick<Operator, 'ledger' | 'connections'>,
  now: Date,
): Promise<ChosenMessages> {
  const { tenant, ids, except = [], limit } = request;
  if (tenant !== UNREADABLE) checkTenantKey(tenant);
  const filter = toFilter(request, now);
  if (ids.length === 0) {
    await checkExceptions(request, ports);
    const found = await findParked(tenant, filter, ports);
    if (found.length === 0) await refuseUnknownTenant(tenant, ports);
    return { parked: found.slice(0, limit), leftOut: [] };
  }
  if (isEmptyFilter(request) && except.length === 0 && limit === undefined) return readAll(tenant, ids, ports);
  throw usageError('Both ids and a filter are given.', 'Name the messages by their ids, or choose them by flags.');
}

/** A mistyped id would let go the very message that was to stay. */
async function checkExceptions(
  { tenant, except = [] }: ParkedRequest,
  { ledger }: { readonly ledger: Pick<Ledger, 'read'> },
): Promise<void> {
  const found = await mapInGroups([...new Set(except)], async (id) => ({ id, stored: await ledger.read(tenant, id) }));
  const missing = found.filter(({ stored }) => stored?.entry.state !== 'parked').map(({ id }) => id);
  if (missing.length === 0) return;
  throw usageError(
    '--except names what is not parked.',
    'Nothing was done. `postbus parked` lists the ids.',
    missing.map((id) => ({ path: '--except', sentence: `${id} is not parked for ${tenant}` })),
  );
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
