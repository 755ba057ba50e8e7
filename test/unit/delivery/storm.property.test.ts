/**
 * Nothing is lost and nothing is sent twice, whatever happens in whatever order. A failure names its seed and tells what
 * happened; `STORM_SEED=<seed> npm test -- storm` plays that one again, `STORM_RUNS=20000` plays more.
 */
import { describe, expect, test } from '@jest/globals';
import { runStorm } from '../../harness/memory/storm.ts';
import { drawStorm } from '../../harness/memory/storm-case.ts';

const { STORM_SEED, STORM_RUNS } = process.env;
const FIRST = Number(STORM_SEED ?? 1);
const RUNS = STORM_SEED === undefined ? Number(STORM_RUNS ?? 1000) : 1;
/** Beyond this the rest is not played: one storm is enough to work on. */
const MOST_REPORTED = 3;
const MS_A_RUN = 30;

const seeds = Array.from({ length: RUNS }, (_, index) => FIRST + index);

/** What a reader needs to find the fault: the seed, what it stands for, and what happened. */
async function play(seed: number): Promise<string | undefined> {
  const storm = drawStorm(seed);
  const { verdict, ends, trace } = await runStorm(storm);
  if (verdict === '') return undefined;
  return [`STORM_SEED=${seed}: ${verdict}`, JSON.stringify(storm), ...trace, ...ends].join('\n');
}

describe('a storm', () => {
  test(
    'loses no message, sends none twice, and leaves a record that agrees with the mailboxes',
    async () => {
      const failures: string[] = [];
      for (const seed of seeds) {
        const failure = await play(seed);
        if (failure !== undefined) failures.push(failure);
        if (failures.length === MOST_REPORTED) break;
      }
      expect(failures.join('\n\n')).toBe('');
    },
    10_000 + RUNS * MS_A_RUN,
  );

  test('is the same each time for the same seed', async () => {
    const [first, second] = [await runStorm(drawStorm(7)), await runStorm(drawStorm(7))];
    expect(second).toEqual(first);
  });
});
