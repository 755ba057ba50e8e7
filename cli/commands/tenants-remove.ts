/** `postbus tenants remove <tenant>`. */
import { Command } from 'commander';
import { answerWith, type CommandContext } from '../command-context.ts';
import type { RemoveOptions } from '../tenants/remove-tenant.ts';

const EXAMPLES = `
On a terminal you are asked to type the tenant's key; in a script give --yes.

Examples:
  postbus tenants remove contoso
  postbus tenants remove contoso --with-secret --yes`;

export const tenantsRemoveCommand = (context: CommandContext): Command =>
  new Command('remove')
    .description('remove a connection; the records of its messages stay')
    .argument('<tenant>', 'key of the connection')
    .option('--with-secret', 'delete its client secret from Key Vault too')
    .option('--yes', 'do not ask')
    .option('--json', 'print one JSON document')
    .addHelpText('after', EXAMPLES)
    .action((tenant: string, options: RemoveOptions) =>
      answerWith(context, options, async (operator) => {
        const { removeTenant } = await import('../tenants/remove-tenant.ts');
        return removeTenant({ ...options, tenant }, operator, context);
      }),
    );
