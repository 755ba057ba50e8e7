import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fromRotationRow, toRotationRow } from '../../../shared/services/table-storage/rotation-row.ts';
import {
  LEFT_BECAUSE,
  ROTATION_ENDINGS,
  ROTATION_SOURCES,
  ROTATION_STATES,
  type Rotation,
} from '../../../shared/tenant/rotation/rotation.ts';

const text = fc.string({ minLength: 1 });
const instant = fc.date({ noInvalidDate: true });
const rotation: fc.Arbitrary<Rotation> = fc.record(
  {
    tenant: text,
    id: text,
    state: fc.constantFrom(...ROTATION_STATES),
    source: fc.constantFrom(...ROTATION_SOURCES),
    clientId: text,
    secretName: text,
    days: fc.nat(),
    graceMinutes: fc.nat(),
    startedAt: instant,
    updatedAt: instant,
    busyUntil: instant,
    isAsked: fc.boolean(),
    earlierVersion: text,
    earlierFingerprint: text,
    version: text,
    fingerprint: text,
    keyId: text,
    expiresAt: instant,
    rotatedAt: instant,
    removeAt: instant,
    notRemovedSince: instant,
    ending: fc.constantFrom(...ROTATION_ENDINGS),
    because: fc.constantFrom(...LEFT_BECAUSE),
    failure: fc.constantFrom('ERR_ROTATION_NOT_PERMITTED', 'ERR_NEW_SECRET_REFUSED'),
  },
  {
    requiredKeys: [
      'tenant',
      'id',
      'state',
      'source',
      'clientId',
      'secretName',
      'days',
      'graceMinutes',
      'startedAt',
      'updatedAt',
    ],
  },
);

describe('the row of a rotation', () => {
  test('is the rotation again when it is read', () => {
    fc.assert(
      fc.property(rotation, (each) => {
        expect(fromRotationRow({ ...toRotationRow(each), etag: 'W/"1"', timestamp: 'now' })).toEqual(each);
      }),
    );
  });

  test('is none where somebody has changed it by hand into something else', () => {
    const row = { partitionKey: '_tenants', rowKey: 'rotation:contoso', state: 'somehow' };
    expect(fromRotationRow(row)).toBeUndefined();
  });
});
