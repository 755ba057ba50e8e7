/** A secret is renewed while its tenant sends without a pause: `npm run rotate-under-load -- --seeds 20` does it more often. */
import { describe, expect, test } from '@jest/globals';
import { rotateUnderLoad } from '../rotation/rotate-under-load.ts';

const MINUTES = 60_000;
const seed = Number(process.env.ROTATION_SEED ?? Math.floor(Math.random() * 1_000_000));

describe('a rotation under load', () => {
  test.each([
    ['the app was seen to use the new secret', seed, true],
    ['nobody has looked', seed + 1, false],
  ])(
    `loses nothing where the earlier one is removed after %s (ROTATION_SEED=${seed})`,
    async (_when, number, watches) => {
      const report = await rotateUnderLoad({ seed: number, watches });
      expect(report).toMatchObject({ harmed: [], strangers: [], alarms: [], holds: 0, sent: report.messages });
      expect(report.messages).toBeGreaterThan(100);
      expect(report.passwords).toEqual([expect.stringMatching(/^postbus /)]);
      expect(report.ending).toMatch(/^removed/);
    },
    5 * MINUTES,
  );
});
