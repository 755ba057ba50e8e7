/** `postbus alerts test`. */
import { Command, InvalidArgumentError } from 'commander';
import { SECOND } from '../../shared/duration.ts';
import { answerWith, type CommandContext } from '../command-context.ts';

/** The app tells each minute, and a mail may take a second minute. */
const DEFAULT_WAIT_SECONDS = 150;
const MOST_SECONDS = 3600;

const HELP = `
It has no routes of its own: the running app tells the alert, with its settings. Exit code 1 where a route that is set up failed, or was not
heard of in time.

Examples:
  postbus alerts test
  postbus alerts test --wait 600 --json`;

export const alertsTestCommand = (context: CommandContext): Command =>
  new Command('test')
    .description('raise an alert that means nothing, and show on which routes the app tells it')
    .option('--wait <seconds>', 'wait so long for the app', parseSeconds, DEFAULT_WAIT_SECONDS)
    .option('--json', 'print one JSON document')
    .addHelpText('after', HELP)
    .action((_options: unknown, command: Command) => {
      // The group has a --json of its own, which commander gives to whichever of the two it reads first.
      const options = command.optsWithGlobals<{ readonly wait: number; readonly json?: boolean }>();
      return answerWith(context, options, async (operator) => {
        const { testAlerts } = await import('../alerts/test-alerts.ts');
        const { wait, json = false } = options;
        return testAlerts({ waitMs: wait * SECOND, json }, operator, context);
      });
    });

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (/^\d+$/.test(text) && seconds >= 1 && seconds <= MOST_SECONDS) return seconds;
  throw new InvalidArgumentError(`It must be a whole number of seconds from 1 to ${MOST_SECONDS}.`);
}
