/** `postbus hold <tenant> [mailbox]`: keeps messages back. */
import { Command } from 'commander';
import { answerWith, type CommandContext } from '../command-context.ts';

interface HoldOptions {
  readonly because: string;
  readonly json?: boolean;
}

const EXAMPLES = `
Messages are parked from then on, and nothing but \`postbus release\` lets them go. A hold that Postbus made itself is replaced.

Examples:
  postbus hold contoso --because "wrong price list, ask Ada"
  postbus hold contoso payroll@contoso.example --because "payroll run stopped"`;

export const holdCommand = (context: CommandContext): Command =>
  new Command('hold')
    .description('keep the messages of a tenant, or of one of its mailboxes, back')
    .argument('<tenant>', 'key of the connection')
    .argument('[mailbox]', "one of the connection's mailboxes (default: all)")
    .requiredOption('--because <words>', 'why: others see it')
    .option('--json', 'print one JSON document')
    .addHelpText('after', EXAMPLES)
    .action((tenant: string, mailbox: string | undefined, { because, ...options }: HoldOptions) =>
      answerWith(context, options, async (operator) => {
        const { holdTenant } = await import('../holds/hold-tenant.ts');
        return holdTenant({ tenant, mailbox, because }, operator, context);
      }),
    );
