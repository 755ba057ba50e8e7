/**
 * `npm run chaos -- [--minutes 20] [--seed n] [--messages 10000] [--kills 200] [--storms 1] [--without-reconcile] [--json file]`:
 * storms over the product, one line each; the seed of each storm after the first is one more.
 * `npm run chaos -- --tour`: instead, a crash before and after each step in each scenario that takes it.
 * Ends with 1 where a message was lost, sent twice, or recorded as something else than the mailboxes say.
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { buildChaos } from './build-chaos.ts';
import { tourCrashes } from './crash-tour.ts';
import { type Harm, type StormReport, tellHarm, toLine } from './report.ts';
import { runStorm } from './storm.ts';
import { tellTour } from './tour-report.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
    storms: { type: 'string', default: '1' },
    messages: { type: 'string', default: '10000' },
    kills: { type: 'string' },
    minutes: { type: 'string', default: '20' },
    json: { type: 'string' },
    'without-reconcile': { type: 'boolean', default: false },
    tour: { type: 'boolean', default: false },
  },
});

const app = await buildChaos({ withoutReconcile: values['without-reconcile'] });
const isGood = values.tour ? await tour() : await storms();
process.exitCode = isGood ? 0 : 1;

async function tour(): Promise<boolean> {
  const report = await tourCrashes({ app, isThorough: true });
  console.log(tellTour(report));
  await tell(report, report.harmed);
  return [report.harmed, report.strangers, report.unfinished].every(({ length }) => length === 0);
}

async function storms(): Promise<boolean> {
  const messages = Number(values.messages);
  const kills = Number(values.kills ?? Math.ceil(messages / 50));
  const reports: StormReport[] = [];
  for (let storm = 0; storm < Number(values.storms); storm += 1) {
    const seed = Number(values.seed) + storm;
    console.log(`seed ${seed}: a storm begins; \`npm run chaos -- --seed ${seed}\` asks for the same`);
    const report = await runStorm({ seed, app, messages, kills, minutes: Number(values.minutes) });
    console.log(toLine(report));
    reports.push(report);
    await tell(reports, report.harmed);
  }
  return reports.every((report) => report.isGood);
}

async function tell(reports: unknown, harmed: readonly Harm[]): Promise<void> {
  for (const harm of harmed) console.log(tellHarm(harm));
  if (values.json) await writeFile(values.json, `${JSON.stringify(reports, undefined, 2)}\n`);
}
