/**
 * `npm run bench -- deliver | cold-start | check-secrets [flags]`: measures, and prints a table for docs/benchmarks.md. Never run by the tests:
 * a measured time is no pass or fail.
 */
import { benchCheckSecrets } from './check-secrets.ts';
import { benchColdStart } from './cold-start.ts';
import { benchDeliver } from './deliver.ts';

const [name, ...args] = process.argv.slice(2);

if (name === 'deliver') await benchDeliver(args);
else if (name === 'cold-start') await benchColdStart(args);
else if (name === 'check-secrets') await benchCheckSecrets(args);
else {
  console.error(
    'Which one? npm run bench -- deliver [--messages 5000] [--latency 0,5,100] [--memory]\n           npm run bench -- cold-start [--runs 15]\n           npm run bench -- check-secrets [--tenants 10000]',
  );
  process.exitCode = 2;
}
