import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { StoredAlert } from '../../../shared/alert/alerts.ts';
import { chooseBatches } from '../../../shared/alert/choose-batches.ts';
import { failed, off, type RouteState, retryAt, telling, told } from '../../../shared/alert/route-state.ts';
import { MINUTE } from '../../../shared/duration.ts';
import { anyAlert } from './alert-arbitrary.ts';

const NOW = new Date('2026-11-22T12:00:00Z');
const ago = fc.integer({ min: 0, max: 120 }).map((minutes) => new Date(NOW.getTime() - minutes * MINUTE));
const batch = fc.constantFrom('b1', 'b2', 'b3');
const tries = fc.integer({ min: 0, max: 9 });
const why = { sentence: 's', remedy: 'r' };

/** A teller that was stopped may leave a batch half told, half failed and half as it was fixed. */
const anyState: fc.Arbitrary<RouteState | undefined> = fc.oneof(
  fc.constant(undefined),
  ago.map((at) => told(at, undefined)),
  ago.map(off),
  fc.tuple(batch, ago, tries).map(([id, at, count]) => telling({ batch: id, at, tries: count })),
  fc.tuple(batch, tries, ago).map(([id, count, at]) => failed({ batch: id, tries: count }, why, at)),
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

const statesOf = (id: string, pending: readonly StoredAlert[]) =>
  pending.flatMap(({ record: { routes } }) =>
    (routes.mail?.kind === 'telling' || routes.mail?.kind === 'failed') && routes.mail.batch === id
      ? [routes.mail]
      : [],
  );

/** It failed, none of it is still being told, and none of it is due. */
const waits = (id: string, pending: readonly StoredAlert[]): boolean =>
  statesOf(id, pending).every((state) => state.kind === 'failed' && retryAt(state).getTime() > NOW.getTime() + 30_000);

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
          const isOver = mail?.kind === 'told' || mail?.kind === 'off';
          expect(members.has(stored)).toBe(!isOver && !(mail?.kind === 'failed' && waits(mail.batch, pending)));
        }
      }),
    );
  });

  test('hold all that is left of one that was begun, and come before anything else where it was being told', () => {
    fc.assert(
      fc.property(anyPending, (pending) => {
        const chosen = choose(pending);
        const ids = chosen.map(({ fixed }) => fixed.batch);
        expect(new Set(ids).size).toBe(ids.length);
        const isBeingTold = ids.map((id) => statesOf(id, pending).some(({ kind }) => kind === 'telling'));
        expect(isBeingTold).toEqual(isBeingTold.toSorted((a, b) => Number(b) - Number(a)));
        for (const { fixed, members } of chosen.filter((each) => !each.fixed.batch.startsWith('new')))
          expect(members).toHaveLength(statesOf(fixed.batch, pending).length);
      }),
    );
  });

  test('are told as they were fixed, and fixed anew where the store says something else of one of them', () => {
    fc.assert(
      fc.property(anyPending, (pending) => {
        for (const { fixed, members, isFixed } of choose(pending)) {
          const states = statesOf(fixed.batch, pending);
          const begun = states.filter(({ kind }) => kind === 'telling');
          expect(isFixed).toBe(begun.length > 0 && begun.length === members.length);
          if (begun.length > 0) expect(begun).toContainEqual(fixed);
        }
      }),
    );
  });

  test('that were half noted keep what was remembered with them', () => {
    const [alert] = fc.sample(anyAlert, 1);
    if (!alert) throw new Error('nothing sampled');
    const begun = telling({ batch: 'b', at: NOW, tries: 0, memo: 'through contoso' });
    const states = [failed(begun, why, NOW), telling({ batch: 'b', at: NOW, tries: 0 }), begun];
    const pending = states.map((mail, index) => ({
      record: { alert: { ...alert, id: `a${index}` }, routes: { mail } },
      version: '1',
    }));
    expect(choose(pending)).toMatchObject([{ fixed: begun, isFixed: false, members: [{}, {}, {}] }]);
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
