/** The queue's counts, each with what it means. */
import type { QueueAccess, QueueCounts } from '../../shared/message/queue-access.ts';
import type { Answer } from '../command-context.ts';
import { formatTable } from '../terminal/format-table.ts';
import type { Paint } from '../terminal/terminal.ts';

export async function showQueue(queue: Pick<QueueAccess, 'counts'>): Promise<Answer> {
  const counts = await queue.counts();
  return { json: { queue: 'send-email', ...counts }, text: (paint) => formatCounts(counts, paint) };
}

function formatCounts({ active, scheduled, deadLetter }: QueueCounts, paint: Paint): string {
  return formatTable(
    [{ title: '' }, { title: '', align: 'right' }, { title: '' }],
    [
      ['active', paint('bold', String(active)), paint('dim', 'waiting, or being handled now')],
      ['scheduled', paint('bold', String(scheduled)), paint('dim', 'deferred: they become visible later')],
      ['dead-letter', paint(deadLetter > 0 ? 'red' : 'bold', String(deadLetter)), deadLetterWords(deadLetter, paint)],
    ],
  );
}

/** Postbus takes them away at once and records them as parked: those that stay tell that it does not. */
const deadLetterWords = (count: number, paint: Paint): string =>
  count === 0
    ? paint(
        'dim',
        'given up by the queue: Postbus records them as parked (`postbus parked --code ERR_MESSAGE_CRASHED`)',
      )
    : paint(
        'red',
        'given up by the queue, and not recorded yet: if they stay, the function record-dead-letters does not run',
      );
