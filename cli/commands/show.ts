/** `postbus show <tenant> <id>`: everything about one message. */
import { Command } from 'commander';
import { answerWith, type CommandContext } from '../command-context.ts';

interface ShowOptions {
  readonly body?: boolean;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  postbus show contoso order-1234
  postbus show contoso order-1234 --body      what a parked message was on the queue
  postbus show _unreadable garbage-1          one that names no tenant
  postbus show contoso order-1234 --json`;

export const showCommand = (context: CommandContext): Command =>
  new Command('show')
    .description('show everything about a message: what became of it, what keeps it, what to do now')
    .argument('<tenant>', 'key of the connection')
    .argument('<id>', "the message's id")
    .option('--body', 'print the body of a parked message, byte for byte')
    .option('--json', 'print one JSON document')
    .addHelpText('after', EXAMPLES)
    .action((tenant: string, id: string, options: ShowOptions) =>
      answerWith(context, options, async (operator) => {
        const { showMessage } = await import('../status/show-message.ts');
        const { now, commandName } = context;
        return showMessage({ tenant, id, ...options }, operator, { now: now(), commandName });
      }),
    );
