/** `postbus replay`: puts parked messages back on the queue. A dry run unless --yes is given. */
import type { Operator } from '../../shared/compose-operator.ts';
import { replay } from '../../shared/delivery/replay.ts';
import type { Answer, CommandContext } from '../command-context.ts';
import { usageError } from '../command-error.ts';
import type { ExitCode } from '../exit-code.ts';
import { countOf } from '../terminal/count-of.ts';
import { firstFew, restOf } from '../terminal/first-few.ts';
import { openProgress } from '../terminal/progress.ts';
import type { Paint } from '../terminal/terminal.ts';
import { chooseParked, exitCodeFor } from './choose-parked.ts';
import { commandAgain } from './command-again.ts';
import { formatLeftOut, type LeftOut } from './left-out.ts';
import type { ParkedRequest } from './parked-options.ts';
import { formatParked } from './parked-table.ts';
import { partlyDone } from './partly-done.ts';
import { planReplay, type ReplayPlan, type ReplayStep } from './plan-replay.ts';
import { readSituation } from './situation.ts';

export interface ReplayRequest extends ParkedRequest {
  /** Somebody looked in Sent Items and did not find them. */
  readonly resend?: boolean;
}

type ReplayPorts = Pick<Operator, 'ledger' | 'connections' | 'holds' | 'copies'>;
type ReplayContext = Pick<CommandContext, 'terminal' | 'now' | 'commandName'>;

export async function replayParked(
  request: ReplayRequest,
  ports: ReplayPorts,
  context: ReplayContext,
): Promise<Answer> {
  const { tenant, ids, resend: isResend = false, yes } = request;
  if (isResend && ids.length === 0) throw resendOfNothing();
  const now = context.now();
  const chosen = await chooseParked(request, ports, now);
  const facts = { ...(await readSituation(tenant, ports)), isResend, now, ledger: ports.ledger };
  const plan = await planReplay(
    chosen.parked.map(({ entry }) => entry),
    facts,
  );
  const whole = { ...plan, leftOut: [...chosen.leftOut, ...plan.leftOut] };
  const exitCode = exitCodeFor(request, whole.leftOut);
  if (!yes) return dryRun(request, { plan: whole, exitCode }, context);
  return toAnswer(request, { plan: whole, replayed: await putBack(request, whole, ports, context), exitCode }, context);
}

const resendOfNothing = () =>
  usageError(
    '--resend is of messages that somebody looked up one by one, and no id is given.',
    'Look in Sent Items of the mailbox for each (`postbus show` says what for), then name those that are not there.',
  );

async function putBack(
  request: ReplayRequest,
  { replays }: ReplayPlan,
  { ledger, copies }: ReplayPorts,
  { terminal, now }: ReplayContext,
): Promise<number> {
  const progress = openProgress('back on the queue', replays.length, { terminal, ...request });
  const entries = replays.map(({ entry }) => entry);
  let done = 0;
  const onProgress = (count: number): void => {
    done = count;
    progress.report(count);
  };
  try {
    return await replay(entries, { ledger, copies, now }, { isResend: request.resend ?? false, onProgress });
  } catch (error) {
    throw partlyDone(`${done} of ${entries.length} messages are back on the queue, perhaps a few more.`, error);
  } finally {
    progress.end();
  }
}

interface DryRun {
  readonly plan: ReplayPlan;
  readonly exitCode: ExitCode;
}

const dryRun = (request: ReplayRequest, { plan, exitCode }: DryRun, context: ReplayContext): Answer => ({
  json: { tenant: request.tenant, dryRun: true, ...toDocument(plan) },
  text: (paint) => formatDryRun(request, plan, { paint, context }),
  exitCode,
});

const toDocument = ({ replays, leftOut }: ReplayPlan): object => ({
  messages: replays.map(({ entry, step }) => ({ id: entry.id, step })),
  leftOut,
});

function formatDryRun(
  request: ReplayRequest,
  { replays, leftOut }: ReplayPlan,
  { paint, context: { now, commandName } }: { readonly paint: Paint; readonly context: ReplayContext },
): string {
  if (replays.length === 0) return nothing(leftOut, paint);
  const entries = replays.map(({ entry }) => entry);
  return [
    `${paint('bold', 'dry run')}: ${countOf(replays.length, 'message')} would go back to the queue`,
    formatParked(firstFew(entries), { paint, now: now() }),
    ...restOf(entries, paint),
    ...stepLines(replays, paint),
    ...formatLeftOut(leftOut, paint),
    'To do it:',
    `  ${paint('cyan', commandAgain('replay', request, commandName))}`,
  ].join('\n');
}

const nothing = (leftOut: readonly LeftOut[], paint: Paint): string =>
  ['Nothing is parked that could be replayed.', ...formatLeftOut(leftOut, paint)].join('\n');

function stepLines(replays: ReplayPlan['replays'], paint: Paint): readonly string[] {
  const count = (wanted: ReplayStep): number => replays.filter(({ step }) => step === wanted).length;
  const [looks, resends] = [count('look'), count('resend')];
  return [
    ...(looks > 0
      ? [paint('yellow', `${looks} in doubt: looked up in the mailbox first, and sent where no trace is found`)]
      : []),
    ...(resends > 0 ? [paint('red', `${resends} in doubt: sent again without a look; a second mail is possible`)] : []),
  ];
}

interface Done extends DryRun {
  readonly replayed: number;
}

function toAnswer(request: ReplayRequest, { plan, replayed, exitCode }: Done, { commandName }: ReplayContext): Answer {
  const { tenant, ids } = request;
  const gone = plan.replays.length - replayed;
  const follow = `${commandName} status ${tenant}${ids.length === 1 ? ` ${ids[0]}` : ''}`;
  return {
    json: { tenant, dryRun: false, replayed, ...(gone > 0 ? { goneMeanwhile: gone } : {}), ...toDocument(plan) },
    text: (paint) => {
      if (plan.replays.length === 0) return nothing(plan.leftOut, paint);
      return [
        `${paint('green', 'replayed')} ${countOf(replayed, 'message')}: back on the queue`,
        ...(gone > 0 ? [`${gone} had left the parking meanwhile`] : []),
        ...formatLeftOut(plan.leftOut, paint),
        'Follow:',
        `  ${paint('cyan', follow)}`,
      ].join('\n');
    },
    exitCode,
  };
}
