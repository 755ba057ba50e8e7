/** `postbus replay <tenant> [id...]`: puts parked messages back on the queue. */
import { Command } from 'commander';
import { answerWith, type CommandContext } from '../command-context.ts';
import type { ParkedOptions } from '../parked/parked-options.ts';
import { withParkedFlags } from './parked-flags.ts';

interface ReplayOptions extends ParkedOptions {
  readonly yes?: boolean;
  readonly resend?: boolean;
  readonly json?: boolean;
}

const EXAMPLES = `
Without --yes nothing is done: it says what would be, and what would be left out and why. Replaying a message twice sends one
mail. A message in doubt (its last attempt may have sent it) is looked up in the mailbox first. Where Postbus cannot look, look
in Sent Items and Drafts yourself: cancel the message if it is there, and replay it with --resend if it is not.

Examples:
  postbus replay contoso                                      what is parked of contoso, and could go
  postbus replay contoso --code ERR_MESSAGE_CRASHED --limit 1 --yes
  postbus replay contoso order-1234 order-1235 --yes
  postbus replay contoso order-1236 --resend --yes`;

export const replayCommand = (context: CommandContext): Command =>
  withParkedFlags(
    new Command('replay')
      .description('put parked messages back on the queue; says first what it would do')
      .argument('<tenant>', 'key of the connection')
      .argument('[id...]', 'ids of messages (default: all that fit the flags)'),
    'only the oldest so many',
  )
    .option('--resend', 'messages in doubt: somebody looked, and they are not in Sent Items; needs ids')
    .option('--yes', 'do it')
    .option('--json', 'print one JSON document')
    .addHelpText('after', EXAMPLES)
    .action((tenant: string, ids: readonly string[], options: ReplayOptions) =>
      answerWith(context, options, async (operator) => {
        const { replayParked } = await import('../parked/replay-parked.ts');
        return replayParked({ tenant, ids, ...options }, operator, context);
      }),
    );
