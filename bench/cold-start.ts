/**
 * From the start of a Node process to the first registered function: our bundle against an app with one empty function, both
 * bundled alike and loaded by the same loader, in turns, so that a change in the machine's speed meets both.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { build } from 'esbuild';
import { median } from './median.ts';

const run = promisify(execFile);

/** Nothing is connected to at start, so any well-formed settings do. */
const SETTINGS = {
  ServiceBus: 'Endpoint=sb://localhost;SharedAccessKeyName=a;SharedAccessKey=b',
  POSTBUS_TABLE_STORAGE: 'UseDevelopmentStorage=true',
  POSTBUS_KEY_VAULT_URL: 'https://localhost',
};

export async function benchColdStart(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { runs: { type: 'string', default: '15' } } });
  const folder = await mkdtemp(path.join(tmpdir(), 'postbus-bench-'));
  try {
    const empty = await buildEmptyApp(folder);
    const times: { readonly ours: number[]; readonly empty: number[] } = { ours: [], empty: [] };
    for (let round = 0; round <= Number(values.runs); round += 1) {
      const ours = await timeToFirstFunction(path.resolve('build/app/main.cjs'));
      const theirs = await timeToFirstFunction(empty);
      if (round === 0) continue; // warms the disk
      times.ours.push(ours);
      times.empty.push(theirs);
    }
    report(times);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function buildEmptyApp(folder: string): Promise<string> {
  const outfile = path.join(folder, 'main.cjs');
  const contents = "import { app } from '@azure/functions'; app.http('empty', { handler: () => ({ body: '' }) });";
  await build({
    stdin: { contents, resolveDir: process.cwd() },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    mainFields: ['module', 'main'],
    external: ['@azure/functions-core'],
    minify: true,
  });
  return outfile;
}

/** Milliseconds since the process's own start, as the loader prints them at the first registration. */
async function timeToFirstFunction(bundle: string): Promise<number> {
  const { stdout } = await run(process.execPath, ['bench/time-to-first-function.cjs', bundle], {
    env: { ...process.env, ...SETTINGS },
  });
  return Number(stdout);
}

function report({ ours, empty }: { readonly ours: readonly number[]; readonly empty: readonly number[] }): void {
  const ratios = ours.map((time, index) => time / (empty[index] ?? Number.NaN));
  const row = (name: string, values: readonly number[], digits: number) =>
    `| ${name} | ${[Math.min(...values), median(values), Math.max(...values)].map((value) => value.toFixed(digits)).join(' | ')} |`;
  console.log(
    [
      '| process start to first function | min | median | max |',
      '|---|---|---|---|',
      row('empty app, ms', empty, 0),
      row('Postbus, ms', ours, 0),
      row('ratio, pair by pair', ratios, 2),
    ].join('\n'),
  );
}
