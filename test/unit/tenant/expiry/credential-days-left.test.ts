import { describe, expect, test } from '@jest/globals';
import { createCredentialDaysLeft } from '../../../../shared/tenant/expiry/credential-days-left.ts';
import { inDays, openCheck } from './check-bundle.ts';

function setup() {
  const check = openCheck();
  const { credentials, now } = check.ports;
  const daysLeft = createCredentialDaysLeft({ records: check.records, credentials, now });
  const of = async (tenant: string) => {
    const connection = check.connections.get(tenant);
    return connection && daysLeft.of(connection);
  };
  return { ...check, of };
}

describe('the days that a credential has left', () => {
  test('are what the daily check remembers, without a read', async () => {
    const { add, run, of, counts, moveTo } = setup();
    add('contoso', { expiresAt: inDays(20) });
    await run();
    moveTo(inDays(3));
    expect(await of('contoso')).toBe(17);
    expect(counts.reads).toBe(1);
  });

  test('are read from the vault where nothing is remembered, or it was rotated since', async () => {
    const { add, run, of, store, moveTo } = setup();
    add('contoso', { expiresAt: inDays(20) });
    expect(await of('contoso')).toBe(20);
    await run();
    moveTo(inDays(1));
    store('contoso', { version: 'v2', expiresAt: inDays(200) });
    expect(await of('contoso')).toBe(19);
    add('contoso', undefined, { rotatedAt: inDays(1) });
    expect(await of('contoso')).toBe(199);
  });

  test('are not known of a credential without an end', async () => {
    const { add, of } = setup();
    add('endless', {});
    add('federated', undefined, { credential: 'federated' });
    expect(await of('endless')).toBeUndefined();
    expect(await of('federated')).toBeUndefined();
  });
});
