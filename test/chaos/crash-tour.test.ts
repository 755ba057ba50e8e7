import { describe, expect, test } from '@jest/globals';
import { buildChaos } from './build-chaos.ts';
import { type FlowPoint, isTimer } from './crash-case.ts';
import { tourCrashes } from './crash-tour.ts';
import { tellHarm } from './report.ts';
import { type TourReport, tellTour } from './tour-report.ts';

const MINUTES = 60_000;

/**
 * Nothing of what these flows run calls them: the operator's tools do, or nobody. Two others are known: a rotation marks connections, and has
 * a walk of its own (test/unit/tenant/rotation); an earlier version of a secret is read where the newest is refused, which none of the
 * tenants here plays: it changes nothing, and lies between two steps that are crashed over.
 */
const NEVER_CALLED = [
  'connections.markRotated',
  'connections.remove',
  'connections.save',
  'copies.close',
  'credentials.readEarlier',
  'ledger.find',
  'ledger.list',
];

function expectGood(report: TourReport): void {
  console.log(tellTour(report));
  expect(report.harmed.map(tellHarm)).toEqual([]);
  expect(report.strangers).toEqual([]);
  expect(report.unfinished).toEqual([]);
  expect(report.notCrashed).toEqual([]);
  expect(report.neverCalled).toEqual(NEVER_CALLED);
}

describe('a crash before and after each step', () => {
  test(
    'of the flows and the timers loses no message and sends none twice',
    async () => {
      const app = await buildChaos();
      const isMessages = (point: FlowPoint): boolean => !isTimer(point);
      const tours = [tourCrashes({ app, isWanted: isTimer }), tourCrashes({ app, isWanted: isMessages })];
      for (const report of await Promise.all(tours)) expectGood(report);
    },
    8 * MINUTES,
  );
});
