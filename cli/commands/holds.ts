/** `postbus holds [tenant]`: what is held back. */
import { Command } from 'commander';
import { answerWith, type CommandContext } from '../command-context.ts';

export const holdsCommand = (context: CommandContext): Command =>
  new Command('holds')
    .description('list what is held back, since when and why, and what to do about it')
    .argument('[tenant]', 'key of the connection (default: all)')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExamples:\n  postbus holds\n  postbus holds contoso --json')
    .action((tenant: string | undefined, options: { readonly json?: boolean }) =>
      answerWith(context, options, async (operator) => {
        const { listHolds } = await import('../holds/list-holds.ts');
        return listHolds(tenant, operator, context.now());
      }),
    );
