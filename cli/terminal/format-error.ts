/** A failure as text: what is wrong, each problem on a line of its own, what to do. */
import type { ExplainedError } from '../explain-error.ts';
import { formatTable, indent } from './format-table.ts';
import type { Paint } from './terminal.ts';

export function formatError(error: ExplainedError, paint: Paint): string {
  const { code, sentence, remedy, provider, problems = [] } = error;
  const answered = provider === undefined ? '' : paint('dim', ` [${provider}]`);
  const rows = problems.map((problem) => [
    ...(problem.message === undefined ? [] : [`message ${problem.message}`]),
    paint('bold', problem.path),
    problem.sentence,
  ]);
  const columns = Array.from({ length: rows[0]?.length ?? 0 }, () => ({ title: '' }));
  return [
    `${paint('red', code)}  ${sentence}${answered}`,
    ...(rows.length === 0 ? [] : [indent(formatTable(columns, rows))]),
    `${paint('bold', 'What to do:')} ${remedy}`,
  ].join('\n');
}
