/** `postbus alerts`: what operators were told, and whether they would be. */
import { Command } from 'commander';
import { answerWith, type CommandContext } from '../command-context.ts';
import { parseLimit } from '../parse-limit.ts';
import { alertsTestCommand } from './alerts-test.ts';

const DEFAULT_LIMIT = 50;

export const alertsCommand = (context: CommandContext): Command =>
  new Command('alerts')
    .description('list the last alerts, and what became of each on every route')
    .option('--limit <n>', 'show this many', parseLimit, DEFAULT_LIMIT)
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExamples:\n  postbus alerts\n  postbus alerts --limit 500 --json\n  postbus alerts test')
    .action((options: { readonly limit: number; readonly json?: boolean }) =>
      answerWith(context, options, async (operator) => {
        const { listAlerts } = await import('../alerts/list-alerts.ts');
        return listAlerts(options.limit, operator);
      }),
    )
    .addCommand(alertsTestCommand(context));
