/** `postbus send`: read, check, enqueue, and wait for the outcomes where that is wanted. */
import { randomBytes } from 'node:crypto';
import type { Operator } from '../../shared/compose-operator.ts';
import type { Answer, CommandContext } from '../command-context.ts';
import { CommandError } from '../command-error.ts';
import { EXIT } from '../exit-code.ts';
import { explainError } from '../explain-error.ts';
import { openProgress } from '../terminal/progress.ts';
import { quoteArgument } from '../terminal/quote-argument.ts';
import type { Paint } from '../terminal/terminal.ts';
import { formatOutcomes, isGood, type MessageOutcome, toOutcomeDocument } from './message-outcome.ts';
import { type Prepared, prepareMessages, type Submission } from './prepare-messages.ts';
import { readMessages } from './read-messages.ts';
import type { SendOptions } from './send-options.ts';
import { markRecords, waitForOutcomes } from './wait-for-outcomes.ts';

type SendPorts = Pick<Operator, 'queue' | 'ledger'>;
type SendContext = Pick<CommandContext, 'terminal' | 'now' | 'commandName'>;

export async function sendMessages(options: SendOptions, ports: SendPorts, context: SendContext): Promise<Answer> {
  const read = await readMessages(options, context.terminal.input, context.now());
  const prepared = prepareMessages(read, { count: options.count ?? 1, newId });
  const { submissions } = prepared;
  if (options.wait === undefined) {
    await enqueue(prepared, ports, { options, context });
    return enqueuedAnswer(submissions, context.commandName);
  }
  const before = await markRecords(submissions, ports.ledger);
  await enqueue(prepared, ports, { options, context });
  const progress = openProgress('finished', submissions.length, { terminal: context.terminal, ...options });
  const outcomes = await waitForOutcomes(submissions, {
    ledger: ports.ledger,
    before,
    waitMs: options.wait * 1000,
    onProgress: progress.report,
  });
  progress.end();
  return outcomesAnswer(outcomes, options.wait);
}

/** Never JSON, whatever it is read by: the Functions library parses what looks like it. */
const newId = (): string => `msg_${randomBytes(9).toString('hex')}`;

async function enqueue(
  { submissions, outgoing }: Prepared,
  { queue }: SendPorts,
  { options, context: { terminal } }: { readonly options: SendOptions; readonly context: SendContext },
): Promise<void> {
  const progress = openProgress('enqueued', submissions.length, { terminal, ...options });
  let taken = 0;
  try {
    await queue.send(outgoing(), (count) => {
      taken = count;
      progress.report(count);
    });
  } catch (error) {
    throw taken === 0 ? error : partlyEnqueued(submissions, taken, error);
  } finally {
    progress.end();
  }
}

/** Random ids are known to nobody else yet: without them a second run would send the first part twice. */
function partlyEnqueued(submissions: readonly Submission[], taken: number, cause: unknown): CommandError {
  const { sentence, remedy } = explainError(cause);
  return new CommandError({
    code: 'ERR_PARTLY_DONE',
    sentence: `${taken} of ${submissions.length} messages were enqueued, up to ${submissions[taken - 1]?.id}. ${sentence}`,
    remedy: `${remedy} Then send again under the same ids: none is sent twice.`,
    cause,
  });
}

const enqueuedAnswer = (submissions: readonly Submission[], command: string): Answer => ({
  json: { enqueued: submissions.length, messages: submissions },
  text: (paint) => formatEnqueued(submissions, command, paint),
});

function outcomesAnswer(outcomes: readonly MessageOutcome[], waitedSeconds: number): Answer {
  return {
    json: { enqueued: outcomes.length, messages: outcomes.map(toOutcomeDocument) },
    text: (paint) => formatOutcomes(outcomes, waitedSeconds, paint),
    exitCode: outcomes.every(isGood) ? EXIT.ok : EXIT.failed,
  };
}

/** More ids than fit a screen are of no use there; --json has them all. */
const MOST_IDS = 20;

function formatEnqueued(submissions: readonly Submission[], command: string, paint: Paint): string {
  const shown = submissions.length > MOST_IDS ? [...submissions.slice(0, 3), ...submissions.slice(-1)] : submissions;
  const hidden = submissions.length - shown.length;
  const lines = shown.map(({ tenant, id }) => `  ${tenant}  ${paint('bold', id)}`);
  if (hidden > 0) lines.splice(3, 0, paint('dim', `  … ${hidden} more (--json prints them all)`));
  const tenants = [...new Set(submissions.map(({ tenant }) => tenant))];
  const [first] = submissions;
  const follow =
    submissions.length === 1 && first
      ? [`${command} status ${first.tenant} ${quoteArgument(first.id)}`]
      : tenants.map((tenant) => `${command} status ${tenant}`);
  return [
    `${paint('green', 'enqueued')} ${submissions.length} ${submissions.length === 1 ? 'message' : 'messages'}`,
    ...lines,
    'Follow:',
    ...follow.map((line) => `  ${paint('cyan', line)}`),
  ].join('\n');
}
