/** `postbus cancel`: parked messages that nobody wants any more. A dry run unless --yes is given. */
import type { Operator } from '../../shared/compose-operator.ts';
import type { StoredEntry } from '../../shared/delivery/ledger.ts';
import { cancelled, type LedgerEntry, mayHaveBeenSent } from '../../shared/delivery/ledger-entry.ts';
import type { Answer, CommandContext } from '../command-context.ts';
import { usageError } from '../command-error.ts';
import { mapInGroups } from '../map-in-groups.ts';
import { countOf } from '../terminal/count-of.ts';
import { firstFew, restOf } from '../terminal/first-few.ts';
import { openProgress } from '../terminal/progress.ts';
import type { Paint } from '../terminal/terminal.ts';
import { type ChosenMessages, chooseParked, exitCodeFor } from './choose-parked.ts';
import { commandAgain } from './command-again.ts';
import { formatLeftOut, isLeftOut, type LeftOut, leftOut, notParked, unknownMessage } from './left-out.ts';
import { isEmptyFilter } from './parked-filter.ts';
import type { ParkedRequest } from './parked-options.ts';
import { formatParked } from './parked-table.ts';
import { partlyDone } from './partly-done.ts';

type CancelPorts = Pick<Operator, 'ledger' | 'connections'>;
type CancelContext = Pick<CommandContext, 'terminal' | 'now' | 'commandName'>;

export async function cancelParked(
  request: ParkedRequest,
  ports: CancelPorts,
  context: CancelContext,
): Promise<Answer> {
  if (request.ids.length === 0 && isEmptyFilter(request)) throw cancelOfAll(request.tenant);
  const chosen = await chooseParked(request, ports, context.now());
  return request.yes ? cancelAll(request, chosen, ports, context) : dryRun(request, chosen, context);
}

/** One slip would end every message of a tenant. */
const cancelOfAll = (tenant: string) =>
  usageError(
    `Neither ids nor a filter say which messages of ${tenant} to cancel.`,
    'Name them, or choose them by --mailbox, --code, --older-than or --younger-than (`--younger-than 365d` are all).',
  );

async function cancelAll(
  request: ParkedRequest,
  { parked, leftOut: passed }: ChosenMessages,
  ports: CancelPorts,
  context: CancelContext,
): Promise<Answer> {
  const progress = openProgress('cancelled', parked.length, { terminal: context.terminal, ...request });
  const report = { done: 0 };
  const cancel = async (stored: StoredEntry): Promise<LedgerEntry | LeftOut> => {
    const result = await cancelOne(stored, ports, context);
    if (isCancelled(result)) report.done += 1;
    return result;
  };
  try {
    const results = await mapInGroups(parked, cancel, progress.report);
    return toAnswer(request, results.filter(isCancelled), [...passed, ...results.filter(isLeftOut)]);
  } catch (error) {
    throw partlyDone(`${report.done} of ${countOf(parked.length, 'message')} cancelled, perhaps a few more.`, error);
  } finally {
    progress.end();
  }
}

const isCancelled = (result: LedgerEntry | LeftOut): result is LedgerEntry => 'state' in result;

/** Lost races in a row, before it is left to the next run. */
const MOST_RACES = 3;

/** A producer's duplicate changes the record as well, and is no reason to leave the message parked. */
async function cancelOne(
  stored: StoredEntry,
  { ledger }: CancelPorts,
  { now }: Pick<CancelContext, 'now'>,
): Promise<LedgerEntry | LeftOut> {
  const { tenant, id } = stored.entry;
  let current: StoredEntry | undefined = stored;
  for (let races = 0; races < MOST_RACES; races += 1) {
    if (!current) return unknownMessage(id);
    if (current.entry.state !== 'parked') return notParked(current.entry);
    const written = await ledger.update(current, cancelled(current.entry, now()));
    if (written) return written.entry;
    current = await ledger.read(tenant, id);
  }
  return leftOut(id, 'changed-meanwhile', 'others changed it at the same time: run the command again');
}

function dryRun(request: ParkedRequest, { parked, leftOut: passed }: ChosenMessages, context: CancelContext): Answer {
  const entries = parked.map(({ entry }) => entry);
  return {
    json: { tenant: request.tenant, dryRun: true, messages: toDocuments(entries), leftOut: passed },
    text: (paint) => formatDryRun(request, { entries, passed }, { paint, context }),
    exitCode: exitCodeFor(request, passed),
  };
}

const toDocuments = (entries: readonly LedgerEntry[]): readonly object[] =>
  entries.map((entry) => ({ id: entry.id, mayHaveBeenSent: mayHaveBeenSent(entry) }));

function formatDryRun(
  request: ParkedRequest,
  { entries, passed }: { readonly entries: readonly LedgerEntry[]; readonly passed: readonly LeftOut[] },
  { paint, context: { now, commandName } }: { readonly paint: Paint; readonly context: CancelContext },
): string {
  if (entries.length === 0) return nothing(passed, paint);
  return [
    `${paint('bold', 'dry run')}: ${countOf(entries.length, 'message')} would be cancelled, never to be sent under ${entries.length === 1 ? 'its id' : 'their ids'}`,
    formatParked(firstFew(entries), { paint, now: now() }),
    ...restOf(entries, paint),
    ...doubtLines(entries, paint),
    ...formatLeftOut(passed, paint),
    'To do it:',
    `  ${paint('cyan', commandAgain('cancel', request, commandName))}`,
  ].join('\n');
}

function toAnswer(request: ParkedRequest, entries: readonly LedgerEntry[], passed: readonly LeftOut[]): Answer {
  return {
    json: { tenant: request.tenant, dryRun: false, cancelled: toDocuments(entries), leftOut: passed },
    text: (paint) =>
      entries.length === 0
        ? nothing(passed, paint)
        : [
            `${paint('green', 'cancelled')} ${countOf(entries.length, 'message')}`,
            ...doubtLines(entries, paint),
            ...formatLeftOut(passed, paint),
          ].join('\n'),
    exitCode: exitCodeFor(request, passed),
  };
}

const nothing = (passed: readonly LeftOut[], paint: Paint): string =>
  ['Nothing is parked that could be cancelled.', ...formatLeftOut(passed, paint)].join('\n');

function doubtLines(entries: readonly LedgerEntry[], paint: Paint): readonly string[] {
  const doubtful = entries.filter(mayHaveBeenSent).length;
  if (doubtful === 0) return [];
  const which = entries.length === 1 ? 'it' : `${doubtful} of them`;
  return [paint('yellow', `${which} may have been sent all the same: the last attempt is in doubt`)];
}
