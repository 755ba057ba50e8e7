/** `postbus tenants show <tenant>`. */
import { Command } from 'commander';
import { answerWith, type CommandContext } from '../command-context.ts';

export const tenantsShowCommand = (context: CommandContext): Command =>
  new Command('show')
    .description('show a connection and when its secret expires; the secret itself is never shown')
    .argument('<tenant>', 'key of the connection')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExamples:\n  postbus tenants show contoso\n  postbus tenants show contoso --json')
    .action((tenant: string, options: { readonly json?: boolean }) =>
      answerWith(context, options, async (operator) => {
        const { showTenant } = await import('../tenants/show-tenant.ts');
        return showTenant(tenant, operator, { now: context.now(), command: context.commandName });
      }),
    );
