/**
 * The model check: two who act on the same message or hold at once, in every order of their effects and with a crash, a lost answer or
 * a refusal at every place, within bounds. `EXHAUSTIVE_DEPTH=2 npm test -- walk` goes further (depth 1: some 9,600 schedules).
 * That it finds what is wrong is seen by breaking a promise: of the 1,900 schedules without a misfortune, 59 go wrong where nobody
 * looks, 127 where the last to write wins, 121 where nobody knows that another may still be at work.
 */
import { describe, expect, test } from '@jest/globals';
import { walk } from '../../harness/memory/walk.ts';
import { boundsOf } from '../../harness/memory/walk-bounds.ts';
import { neverLooks, withoutBusyUntil, withoutVersions } from '../../harness/memory/walk-sabotages.ts';
import { walkScenarios } from '../../harness/memory/walk-scenarios.ts';

const DEPTH = Number(process.env.EXHAUSTIVE_DEPTH ?? 1);
/** A walk deeper by one takes some twenty times as long. */
const MOST_MS = 30_000 * 30 ** (DEPTH - 1);
/** Less than this, and the two never met. */
const FEWEST_SCHEDULES = 4;

describe('every way it can go', () => {
  test.each(walkScenarios.map((scenario) => [scenario.name, scenario] as const))(
    '%s: nothing is lost, sent twice, or left with nobody to come back',
    async (_name, scenario) => {
      for (const bounds of boundsOf(scenario, DEPTH)) {
        const { schedules, failures } = await walk(scenario, { ...bounds, mostFailures: 1 });
        expect(failures.join('\n\n')).toBe('');
        expect(schedules).toBeGreaterThan(FEWEST_SCHEDULES);
      }
    },
    MOST_MS,
  );

  test.each([
    ['nobody looks', { sabotage: neverLooks, found: /sent twice/ }],
    ['the last to write wins', { sabotage: withoutVersions, found: /left attempting/ }],
    ['nobody knows that another may be at work', { sabotage: withoutBusyUntil, found: /sent twice/ }],
  ])(
    'is found where %s',
    async (_name, { sabotage, found }) => {
      const failures: string[] = [];
      for (const scenario of walkScenarios) {
        const report = await walk(scenario, { preemptions: 2, faults: 0, sabotage, mostFailures: 1 });
        failures.push(...report.failures);
        if (failures.length > 0) break;
      }
      expect(failures.join('\n')).toMatch(found);
    },
    MOST_MS,
  );

  test('goes the same way each time', async () => {
    const [scenario] = walkScenarios;
    if (!scenario) throw new Error('there is no scenario');
    const bounds = { preemptions: 1, faults: 1 };
    expect(await walk(scenario, bounds)).toEqual(await walk(scenario, bounds));
  });
});
