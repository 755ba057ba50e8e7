/** `postbus queue`: how much waits. */
import { Command } from 'commander';
import { answerWith, type CommandContext } from '../command-context.ts';

export const queueCommand = (context: CommandContext): Command =>
  new Command('queue')
    .description('show how many messages are active, scheduled and dead-lettered')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExamples:\n  postbus queue\n  postbus queue --json')
    .action((options: { readonly json?: boolean }) =>
      answerWith(context, options, async (operator) => {
        const { showQueue } = await import('../queue/show-queue.ts');
        return showQueue(operator.queue);
      }),
    );
