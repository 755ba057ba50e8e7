/**
 * `npm run bench -- deliver | cold-start [flags]`: measures, and prints a table for docs/benchmarks.md. Never run by the tests:
 * a measured time is no pass or fail.
 */
import { benchColdStart } from './cold-start.ts';
import { benchDeliver } from './deliver.ts';

const [name, ...args] = process.argv.slice(2);

if (name === 'deliver') await benchDeliver(args);
else if (name === 'cold-start') await benchColdStart(args);
else {
  console.error(
    'Which one? npm run bench -- deliver [--messages 5000] [--latency 0,5,100] [--memory]\n           npm run bench -- cold-start [--runs 15]',
  );
  process.exitCode = 2;
}
