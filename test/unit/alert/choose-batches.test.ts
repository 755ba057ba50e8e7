import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { StoredAlert } from '../../../shared/alert/alerts.ts';
import { chooseBatches } from '../../../shared/alert/choose-batches.ts';
import { failed, off, type RouteState, retryAt, telling, told } from '../../../shared/alert/route-state.ts';
import { MINUTE } from '../../../shared/duration.ts';
import { anyAlert } from './alert-arbitrary.ts';

const NOW = new Date('2026-11-22T12:00:00Z');
const ago = fc.integer({ min: 0, max: 120 }).map((minutes) => new Date(NOW.getTime() - minutes * MINUTE));
const batch = fc.constantFrom('b1', 'b2');
const tries = fc.integer({ min: 0, max: 9 });
const why = { sentence: 's', remedy: 'r' };

const anyState: fc.Arbitrary<RouteState | undefined> = fc.oneof(
  fc.constant(undefined),
  ago.map((at) => told(at, undefined)),
  ago.map(off),
  fc.tuple(batch, ago, tries).map(([id, at, count]) => telling({ batch: `t-${id}`, at, tries: count })),
  fc.tuple(batch, tries, ago).map(([id, count, at]) => failed({ batch: `f-${id}`, tries: count }, why, at)),
);

const anyPending: fc.Arbitrary<readonly StoredAlert[]> = fc
  .uniqueArray(fc.tuple(anyAlert, anyState, ago), { selector: ([{ id }]) => id, maxLength: 30 })
  .map((all) =>
    all.map(([alert, mail, raisedAt]) => ({
      record: { alert: { ...alert, raisedAt }, routes: mail === undefined ? {} : { mail } },
      version: '1',
    })),
  );

const choose = (pending: readonly StoredAlert[], includeYoung = false) => {
  let count = 0;
  const newId = (): string => {
    count += 1;
    return `new-${count}`;
  };
  return chooseBatches(pending, { route: 'mail', now: NOW, includeYoung, newId });
};

describe('the batches of a route', () => {
  test('hold every alert once at most, and none that was told or is none of the route’s', () => {
    fc.assert(
      fc.property(anyPending, fc.boolean(), (pending, includeYoung) => {
        const members = choose(pending, includeYoung).flatMap((each) => each.members);
        expect(new Set(members).size).toBe(members.length);
        for (const { record } of members) expect(['told', 'off']).not.toContain(record.routes.mail?.kind);
      }),
    );
  });

  test('leave none behind but what waits for its time', () => {
    fc.assert(
      fc.property(anyPending, (pending) => {
        const members = new Set(choose(pending, true).flatMap((each) => each.members));
        for (const stored of pending) {
          const { mail } = stored.record.routes;
          const waits = mail?.kind === 'failed' && retryAt(mail).getTime() > NOW.getTime() + 30_000;
          const isOver = mail?.kind === 'told' || mail?.kind === 'off';
          expect(members.has(stored)).toBe(!waits && !isOver);
        }
      }),
    );
  });

  test('keep what was fixed together, and tell a repetition before anything else', () => {
    fc.assert(
      fc.property(anyPending, (pending) => {
        const chosen = choose(pending);
        const firstNew = chosen.findIndex((each) => !each.isRepetition);
        const lastOld = chosen.findLastIndex((each) => each.isRepetition);
        if (firstNew >= 0) expect(lastOld).toBeLessThan(firstNew);
        for (const { fixed, members, isRepetition } of chosen.filter((each) => !each.fixed.batch.startsWith('new'))) {
          expect(isRepetition).toBe(fixed.batch.startsWith('t-'));
          for (const { record } of members) expect(record.routes.mail).toMatchObject({ batch: fixed.batch });
        }
      }),
    );
  });

  test('of a route that failed wait 1, 2, 4 … 60 minutes', () => {
    const waits = [1, 2, 3, 6, 7, 8, 30].map((count) => retryAt({ at: NOW, tries: count }).getTime() - NOW.getTime());
    expect(waits.map((each) => each / MINUTE)).toEqual([1, 2, 4, 32, 60, 60, 60]);
  });

  test('hold 500 alerts at most', () => {
    const [alert] = fc.sample(anyAlert, 1);
    if (!alert) throw new Error('nothing sampled');
    const pending = Array.from({ length: 1001 }, (_none, index) => ({
      record: { alert: { ...alert, id: `a${index}`, raisedAt: new Date(0) }, routes: {} },
      version: '1',
    }));
    expect(choose(pending).map(({ members }) => members.length)).toEqual([500, 500, 1]);
  });
});
