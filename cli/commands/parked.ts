/** `postbus parked [tenant]`: what waits for somebody to act. */
import { Command } from 'commander';
import { answerWith, type CommandContext, note } from '../command-context.ts';
import type { ParkedOptions } from '../parked/parked-options.ts';
import { withParkedFlags } from './parked-flags.ts';

interface ListOptions extends ParkedOptions {
  readonly json?: boolean;
}

const EXAMPLES = `
Without a tenant the whole table is read. Messages that name no tenant are kept under the tenant _unreadable.

Examples:
  postbus parked                                          every tenant's
  postbus parked contoso --older-than 2h
  postbus parked contoso --mailbox payroll@contoso.example --code ERR_MAILBOX_ACCESS_DENIED
  postbus parked --code ERR_DELIVERY_UNCONFIRMED          those that may have been sent
  postbus parked --json --limit 5000`;

export const parkedCommand = (context: CommandContext): Command =>
  withParkedFlags(
    new Command('parked')
      .description('list the messages that are parked, by a hold or for a person, oldest first')
      .argument('[tenant]', 'key of the connection (default: all)'),
    'how many to list (default: 20); all are counted',
  )
    .option('--json', 'print one JSON document')
    .addHelpText('after', EXAMPLES)
    .action((tenant: string | undefined, options: ListOptions) =>
      answerWith(context, options, async (operator) => {
        const { listParked } = await import('../parked/list-parked.ts');
        const { commandName: command, terminal } = context;
        const say = (text: string): void => note(terminal, options, text);
        return listParked({ tenant, ...options }, operator, { now: context.now(), command, note: say });
      }),
    );
