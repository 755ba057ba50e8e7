/** `postbus secrets rotate <tenant>`. */
import { Command, InvalidArgumentError } from 'commander';
import { answerWith, type CommandContext, note } from '../command-context.ts';
import type { RotateOptions } from '../secrets/rotate-options.ts';

const EXAMPLES = `
A new client secret is made, proved and stored; the app uses it within a minute, and the earlier one goes on working until nobody
needs it any more: then it is removed, by the app or by running this again. Stopped at any point, run it again: it goes on.
Where the tenant's app may not make client secrets itself, it asks for one that somebody made in Entra ID.

Examples:
  postbus secrets rotate contoso
  postbus secrets rotate contoso --wait                       until the earlier one is removed
  postbus secrets rotate contoso --finish                     removes the earlier one now, and begins nothing
  postbus secrets rotate contoso --by-hand                    asks for a secret, not shown
  pass show contoso | postbus secrets rotate contoso --secret-stdin --secret-expires 2027-06-30`;

export const secretsRotateCommand = (context: CommandContext): Command =>
  new Command('rotate')
    .description('renew the client secret of a connection, without a gap')
    .argument('<tenant>', 'key of the connection')
    .option(
      '--days <n>',
      'how long the new one lives, 1 to 730 (default: 180, or as the last time)',
      wholeNumber(1, 730),
    )
    .option(
      '--grace-minutes <n>',
      'how long the earlier one stays after its last use, 0 to 10080 (default: 60)',
      wholeNumber(0, 10_080),
    )
    .option('--wait', 'wait until the earlier one is removed')
    .option('--finish', 'end the rotation that is under way now: remove the earlier one, and begin nothing')
    .option('--watch-seconds <n>', 'how long to watch whether the app takes it up', wholeNumber(0, 3600), 180)
    .option('--by-hand', 'ask for a client secret that was made in Entra ID')
    .option('--secret-stdin', 'read such a client secret from standard input')
    .option('--secret-expires <date>', 'when it expires: 2027-06-30')
    .option('--json', 'print one JSON document')
    .addHelpText('after', EXAMPLES)
    .action((tenant: string, _options: RotateOptions, command: Command) => {
      // `--json` is an option of the group as well, which takes it where it is given to both.
      const options = command.optsWithGlobals<RotateOptions>();
      return answerWith(context, options, async (operator) => {
        const { rotateTenantSecret } = await import('../secrets/rotate-secret.ts');
        const say = (text: string): void => note(context.terminal, options, text);
        return rotateTenantSecret({ ...options, tenant }, operator, { ...context, say });
      });
    });

function wholeNumber(least: number, most: number) {
  return (text: string): number => {
    const number = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
    if (number >= least && number <= most) return number;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}
