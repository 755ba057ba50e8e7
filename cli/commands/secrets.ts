/** `postbus secrets [tenant]`: the credentials of all connections, worst first. */
import { Command, InvalidArgumentError } from 'commander';
import { answerWith, type CommandContext } from '../command-context.ts';
import type { SecretsOptions } from '../secrets/list-secrets.ts';
import { secretsRotateCommand } from './secrets-rotate.ts';

export const secretsCommand = (context: CommandContext): Command =>
  new Command('secrets')
    .description('list when secrets and certificates expire, when they were used, and what is wrong with them')
    .argument('[tenant]', 'key of the connection (default: all)')
    .option('--within <days>', 'only those that expire within so many days, or have something else wrong', parseDays)
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      '\nExamples:\n  postbus secrets\n  postbus secrets --within 30\n  postbus secrets contoso --json',
    )
    .addCommand(secretsRotateCommand(context))
    .action((tenant: string | undefined, options: SecretsOptions) =>
      answerWith(context, options, async (operator) => {
        const { listSecrets } = await import('../secrets/list-secrets.ts');
        return listSecrets({ ...options, tenant }, operator, context);
      }),
    );

/** @throws InvalidArgumentError */
function parseDays(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number of days from 0 to 9999.');
}
