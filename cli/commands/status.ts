/** `postbus status <tenant> [id]`: what became of a message, or of a tenant's latest. */
import { Command } from 'commander';
import { answerWith, type CommandContext } from '../command-context.ts';
import { parseLimit } from '../parse-limit.ts';

interface StatusOptions {
  readonly limit: number;
  readonly body?: boolean;
  readonly json?: boolean;
}

const EXAMPLES = `
Messages that name no tenant are kept under the tenant _unreadable.

Examples:
  postbus status contoso                        the latest messages of a tenant
  postbus status contoso order-1234             everything about one
  postbus status _unreadable                    what could not be read
  postbus status contoso order-1234 --body      what a parked message was on the queue
  postbus status contoso --json --limit 100`;

export const statusCommand = (context: CommandContext): Command =>
  new Command('status')
    .description('show what became of a message, or of the latest ones of a tenant')
    .argument('<tenant>', 'key of the connection')
    .argument('[id]', "the message's id")
    .option('--limit <n>', 'without an id: how many to list', parseLimit, 20)
    .option('--body', 'print the body of a parked message, byte for byte')
    .option('--json', 'print one JSON document')
    .addHelpText('after', EXAMPLES)
    .action((tenant: string, id: string | undefined, options: StatusOptions) =>
      answerWith(context, options, async ({ ledger }) => {
        const { showStatus } = await import('../status/show-status.ts');
        return showStatus({ tenant, id, ...options }, ledger, context.now());
      }),
    );
