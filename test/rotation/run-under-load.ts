/**
 * `npm run rotate-under-load -- [--seeds 20] [--seed n]`: rotations under load, one line each; every second one removes the earlier
 * secret without having watched the app take up the new one. Ends with 1 where anything was lost, sent twice, failed or held.
 */
import { parseArgs } from 'node:util';
import { isGood, type LoadReport, rotateUnderLoad } from './rotate-under-load.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '5' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
  },
});

const COLUMNS = ['seed', 'spread ms', 'messages', 'sent once', 'harmed', 'alarms', 'holds', 'took s', 'earlier one'];
console.log(toLine(COLUMNS));
for (let index = 0; index < Number(values.seeds); index += 1) {
  const report = await rotateUnderLoad({ seed: Number(values.seed) + index, watches: index % 2 === 0 });
  console.log(toLine(toCells(report)));
  if (isGood(report)) continue;
  process.exitCode = 1;
  console.log(JSON.stringify(report, undefined, 2));
}

function toCells({ seed, propagationMs, messages, sent, harmed, alarms, holds, tookSeconds, ending }: LoadReport) {
  return [seed, propagationMs, messages, sent, harmed.length, alarms.length, holds, tookSeconds, ending];
}

function toLine(cells: readonly (string | number)[]): string {
  return cells.map((cell) => String(cell).padStart(10)).join('  ');
}
