/** `postbus tenants add <tenant>`. */
import { Command } from 'commander';
import { answerWith, type CommandContext, note } from '../command-context.ts';
import type { AddOptions } from '../tenants/add-options.ts';

const EXAMPLES = `
The client secret is asked for and not shown, or read from standard input with --secret-stdin; it is never a flag, because
command lines are kept in histories and process lists. It goes to Key Vault, with its expiry, and nowhere else. A certificate
is created in Key Vault and only named here; a federated connection keeps nothing there.
For a tenant that has a connection, flags that are left out keep what is there: that is how a new secret is stored. What is held
for this tenant is tried again within a minute, and parked messages are sent by themselves where the cause is gone.

Examples:
  postbus tenants add contoso --tenant-id 11111111-2222-3333-4444-555555555555 \\
    --client-id 66666666-7777-8888-9999-000000000000 \\
    --mailbox noreply@contoso.example --mailbox orders@contoso.example --secret-expires 2027-06-30
  postbus tenants add contoso                          store a new secret
  postbus tenants add contoso --plan direct --keep-secret
  pass show contoso | postbus tenants add contoso --secret-stdin --secret-expires 2027-06-30
  postbus tenants add contoso --credential certificate --secret-name contoso-mail
  postbus tenants add contoso --credential federated`;

export const tenantsAddCommand = (context: CommandContext): Command =>
  new Command('add')
    .description('add a connection, or change one')
    .argument('<tenant>', 'our key for it: lower-case letters, digits and hyphens')
    .option('--tenant-id <guid>', "the customer's directory (tenant) id")
    .option('--client-id <guid>', 'the application (client) id of the app registration')
    .option('--mailbox <address...>', 'a mailbox that may send, repeatable; the first is the default')
    .option('--cloud <cloud>', 'global, us-government, us-government-dod or china (default: global)')
    .option('--plan <plan>', 'draft, or direct for an app with Mail.Send only (default: draft)')
    .option('--look', 'the app may read the mailbox, so that an unconfirmed message can be looked up (default)')
    .option('--no-look', 'it may not')
    .option('--unconfirmed <policy>', 'where nobody can look: park, or resend and risk a second mail (default: park)')
    .option('--settle-seconds <n>', 'how long Exchange may take to show a sent message, 30 to 3600 (default: 120)')
    .option('--looks <n>', 'looks without a trace before it is sent again, 1 to 10 (default: 2)')
    .option('--credential <kind>', 'client-secret, certificate or federated (default: client-secret)')
    .option(
      '--secret-name <name>',
      'name in Key Vault, of the secret or the certificate (default: postbus-<tenant>-<kind>)',
    )
    .option('--secret-expires <date>', 'when the client secret expires: 2027-06-30')
    .option('--secret-stdin', 'read the client secret from standard input')
    .option('--keep-secret', 'keep the client secret that is in Key Vault')
    .option('--auto-rotate', 'renew the client secret before it expires, where the app may')
    .option('--no-auto-rotate', 'leave that to people (default)')
    .option('--json', 'print one JSON document')
    .addHelpText('after', EXAMPLES)
    .action((tenant: string, options: AddOptions) =>
      answerWith(context, options, async (operator) => {
        const { addTenant } = await import('../tenants/add-tenant.ts');
        const warn = (text: string): void => note(context.terminal, options, text);
        return addTenant({ ...options, tenant }, operator, { ...context, warn });
      }),
    );
