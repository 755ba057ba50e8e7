import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { AlertRecord } from '../../../shared/alert/alerts.ts';
import { failed, off, type RouteState, telling, told } from '../../../shared/alert/route-state.ts';
import { fromAlertRow, toAlertRow } from '../../../shared/services/table-storage/alert-row.ts';
import { anyAlert } from '../alert/alert-arbitrary.ts';

const instant = fc.date({ min: new Date('2020-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
const batch = fc.uuid();
const tries = fc.nat(99);

const anyState: fc.Arbitrary<RouteState> = fc.oneof(
  fc.tuple(instant, fc.option(fc.string(), { nil: undefined })).map(([at, how]) => told(at, how)),
  instant.map(off),
  fc.record({ batch, at: instant, tries, memo: fc.string() }, { requiredKeys: ['batch', 'at', 'tries'] }).map(telling),
  fc
    .tuple(batch, tries, fc.string(), instant)
    .map(([id, count, sentence, at]) => failed({ batch: id, tries: count }, { sentence, remedy: sentence }, at)),
);

const anyRecord: fc.Arbitrary<AlertRecord> = fc.record({
  alert: anyAlert,
  routes: fc.record({ log: anyState, webhook: anyState, mail: anyState }, { requiredKeys: [] }),
});

describe('the row of an alert', () => {
  test('gives the alert and its states back', () => {
    fc.assert(fc.property(anyRecord, (record) => expect(fromAlertRow(toAlertRow(record))).toEqual(record)));
  });

  test('is pending until every route has told it or left it', () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        const states = ['log', 'webhook', 'mail'].map((name) => Reflect.get(record.routes, name)?.kind);
        const isPending = states.some((kind) => kind !== 'told' && kind !== 'off');
        expect(toAlertRow(record)).toMatchObject({ isPending });
        expect('doneAt' in toAlertRow(record)).toBe(!isPending);
      }),
    );
  });

  test('of something else is none', () => {
    fc.assert(fc.property(fc.anything(), (row) => expect(fromAlertRow(row)).toBeUndefined()));
  });
});
