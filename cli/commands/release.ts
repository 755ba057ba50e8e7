/** `postbus release <tenant> [mailbox]`: lifts a hold. */
import { Command } from 'commander';
import { answerWith, type CommandContext } from '../command-context.ts';

interface ReleaseOptions {
  readonly yes?: boolean;
  readonly json?: boolean;
}

const EXAMPLES = `
Without --yes nothing is done: it says what would be. A hold that Postbus made itself comes back where its cause is still there.

Examples:
  postbus release contoso
  postbus release contoso payroll@contoso.example --yes`;

export const releaseCommand = (context: CommandContext): Command =>
  new Command('release')
    .description('lift a hold, and put what it kept back on the queue; says first what it would do')
    .argument('<tenant>', 'key of the connection')
    .argument('[mailbox]', "the mailbox that is held (default: the tenant's own hold)")
    .option('--yes', 'do it')
    .option('--json', 'print one JSON document')
    .addHelpText('after', EXAMPLES)
    .action((tenant: string, mailbox: string | undefined, options: ReleaseOptions) =>
      answerWith(context, options, async (operator) => {
        const { releaseTenant } = await import('../holds/release-tenant.ts');
        return releaseTenant({ tenant, mailbox, ...options }, operator, context);
      }),
    );
