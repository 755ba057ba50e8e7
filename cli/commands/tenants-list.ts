/** `postbus tenants list`. */
import { Command } from 'commander';
import { answerWith, type CommandContext } from '../command-context.ts';

export const tenantsListCommand = (context: CommandContext): Command =>
  new Command('list')
    .description('list the connections')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExamples:\n  postbus tenants list\n  postbus tenants list --json')
    .action((options: { readonly json?: boolean }) =>
      answerWith(context, options, async ({ connections }) => {
        const { listTenants } = await import('../tenants/list-tenants.ts');
        return listTenants(connections, context.commandName);
      }),
    );
