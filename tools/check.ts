/**
 * `npm run check`: everything that can be said about the code without running it. Runs each check even where an earlier one
 * failed, prints a line for each with its time, what the failed ones said, and fails if one did.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

interface Check {
  readonly name: string;
  /** A script of this repository or of a dependency, and its arguments: run by the Node that runs this. */
  readonly command: readonly string[];
  readonly remedy: string;
}

interface Finished {
  readonly check: Check;
  readonly ok: boolean;
  readonly milliseconds: number;
  readonly output: string;
}

const TSC = 'node_modules/typescript/bin/tsc';
const PAGE = 'sandbox/page/client/tsconfig.json';

const checks: readonly Check[] = [
  {
    name: 'format and lint',
    command: ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'],
    remedy: 'npm run format repairs most of it',
  },
  { name: 'types', command: [TSC, '-p', '.'], remedy: 'correct the types' },
  ...(existsSync(PAGE) ? [{ name: 'types of the page', command: [TSC, '-p', PAGE], remedy: 'correct the types' }] : []),
  {
    name: 'import rules',
    command: ['tools/check-imports.ts'],
    remedy: 'move the code to where the import is allowed; tools/imports/import-rules.ts has the rules',
  },
  { name: 'published schema', command: ['tools/write-schema.ts', '--check'], remedy: 'npm run schema' },
  {
    name: 'error codes’ page',
    command: ['tools/write-error-codes.ts', '--check'],
    remedy: 'npm run error-codes',
  },
  {
    name: 'unused code',
    command: ['node_modules/knip/bin/knip.js', '--no-progress'],
    remedy: 'remove it, or take the export away; knip.json names the entry files',
  },
];

const finished = checks.map(run);
const failed = finished.filter(({ ok }) => !ok);
for (const { check, output } of failed) console.error(`\n${check.name}\n${output.trimEnd()}\n-> ${check.remedy}`);
console.log(`\n${summaryOf(failed.map(({ check }) => check.name))}`);
process.exitCode = failed.length > 0 ? 1 : 0;

function run(check: Check): Finished {
  const started = performance.now();
  const { status, stdout, stderr, error } = spawnSync(process.execPath, check.command, { encoding: 'utf8' });
  const ok = status === 0;
  const milliseconds = performance.now() - started;
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${check.name.padEnd(20)} ${(milliseconds / 1000).toFixed(1)} s`);
  return { check, ok, milliseconds, output: [stdout, stderr, error?.message].filter(Boolean).join('\n') };
}

function summaryOf(names: readonly string[]): string {
  const total = finished.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 1000;
  const verdict =
    names.length === 0
      ? `All ${checks.length} checks pass`
      : `${names.length} of ${checks.length} fail: ${names.join(', ')}`;
  return `${verdict} (${total.toFixed(1)} s).`;
}
