/** `postbus cancel <tenant> [id...]`: ends parked messages that nobody wants any more. */
import { Command } from 'commander';
import { answerWith, type CommandContext } from '../command-context.ts';
import type { ParkedOptions } from '../parked/parked-options.ts';
import { withParkedFlags } from './parked-flags.ts';

interface CancelOptions extends ParkedOptions {
  readonly yes?: boolean;
  readonly json?: boolean;
}

const EXAMPLES = `
Without --yes nothing is done: it says what would be. A cancelled message is never sent, also not when its producer enqueues it
again under the same id.

Examples:
  postbus cancel contoso order-1234
  postbus cancel contoso order-1234 order-1235 --yes
  postbus cancel contoso --code ERR_CONNECTION_UNKNOWN --older-than 3d --yes
  postbus cancel _unreadable --older-than 7d --yes`;

export const cancelCommand = (context: CommandContext): Command =>
  withParkedFlags(
    new Command('cancel')
      .description('cancel parked messages; says first what it would do')
      .argument('<tenant>', 'key of the connection')
      .argument('[id...]', 'ids of messages; or choose them by flags'),
    'only the oldest so many',
  )
    .option('--yes', 'do it')
    .option('--json', 'print one JSON document')
    .addHelpText('after', EXAMPLES)
    .action((tenant: string, ids: readonly string[], options: CancelOptions) =>
      answerWith(context, options, async (operator) => {
        const { cancelParked } = await import('../parked/cancel-parked.ts');
        return cancelParked({ tenant, ids, ...options }, operator, context);
      }),
    );
