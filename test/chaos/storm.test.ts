import { describe, expect, test } from '@jest/globals';
import { buildChaos } from './build-chaos.ts';
import { tellHarm, toLine } from './report.ts';
import { runStorm } from './storm.ts';

const MINUTES = 60_000;
const seed = Number(process.env.CHAOS_SEED ?? Math.floor(Math.random() * 1_000_000));

describe('a storm', () => {
  test(
    `loses no message and sends none twice (CHAOS_SEED=${seed})`,
    async () => {
      const report = await runStorm({ seed, app: await buildChaos(), messages: 240, kills: 12 });
      console.log(toLine(report));
      expect(report.harmed.map(tellHarm)).toEqual([]);
      expect(report).toMatchObject({ isGood: true, isDrained: true, messages: 240 });
      expect(report.kills).toBeGreaterThan(0);
    },
    5 * MINUTES,
  );
});
