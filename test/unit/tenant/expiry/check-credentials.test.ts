import { describe, expect, test } from '@jest/globals';
import { deliveryError } from '../../../../shared/delivery/delivery-error.ts';
import { MINUTE } from '../../../../shared/duration.ts';
import { inDays, NOW, openCheck } from './check-bundle.ts';

const far = { expiresAt: inDays(300) };

describe('the daily check', () => {
  test('finds nothing to say of a credential that is far from its end, and reads it once', async () => {
    const { add, run, raised, counts, moveTo } = openCheck();
    add('contoso', far);
    expect(await run()).toEqual({ checked: 1, findings: 0, raised: 0, left: 0, failed: 0, removed: 0, unasked: 0 });
    moveTo(inDays(1));
    await run();
    expect(await raised()).toEqual([]);
    expect(counts).toMatchObject({ reads: 1, tokens: 1, lists: 2, saves: 2 });
  });

  test('tells each kind of trouble once, with who acts and what to do', async () => {
    const { add, run, raised, refusals, earlier, earlierEnds, unreadable, alerts, moveTo } = openCheck();
    add('a-expiring', { expiresAt: inDays(30) });
    add('b-expired', { expiresAt: inDays(-3) });
    add('c-endless', {});
    add('d-disabled', { ...far, isEnabled: false });
    add('e-missing');
    add('f-unusable', { ...far, failure: 'ERR_CREDENTIAL_UNUSABLE' });
    add('g-refused', far);
    refusals.set('g-refused', 'ERR_CREDENTIAL_REFUSED');
    add('h-no-token', far);
    refusals.set('h-no-token', 'ERR_TOKEN_REFUSED');
    add('i-earlier', { ...far, version: 'v2' });
    refusals.set('i-earlier v2', 'ERR_CREDENTIAL_REFUSED');
    earlier.set('i-earlier', 'v1');
    earlierEnds.set('i-earlier', inDays(300));
    add('j-not-yet', { ...far, notBefore: inDays(2) });
    add('k-unreadable', far);
    unreadable.add('k-unreadable');
    add('l-federated', undefined, { credential: 'federated' });
    const expected = [
      'credential:a-expiring:v1:expiry:30',
      'credential:b-expired:v1:expiry:-4',
      'credential:c-endless:v1:CREDENTIAL_WITHOUT_EXPIRY',
      'credential:d-disabled:none-1767247200000:ERR_CREDENTIAL_DISABLED',
      'credential:e-missing:none-1767247200000:ERR_CREDENTIAL_MISSING',
      'credential:f-unusable:none-1767247200000:ERR_CREDENTIAL_UNUSABLE',
      'credential:g-refused:v1:ERR_CREDENTIAL_REFUSED',
      'credential:h-no-token:v1:ERR_TOKEN_REFUSED',
      'credential:i-earlier:v2:CREDENTIAL_EARLIER_USED',
      'credential:j-not-yet:v1:CREDENTIAL_NOT_YET_VALID',
      'credential:k-unreadable:none-1767247200000:ERR_CONNECTION_UNREADABLE',
    ];
    expect(await run()).toMatchObject({ checked: 12, findings: 11, raised: 11, left: 0, failed: 0 });
    expect(await raised()).toEqual(expected);
    expect((await alerts.read(expected[1] ?? ''))?.alert).toMatchObject({
      kind: 'credential',
      code: 'ERR_CREDENTIAL_EXPIRED',
      severity: 'critical',
      tenant: 'b-expired',
      daysLeft: -3,
      expiresAt: inDays(-3),
      raisedAt: NOW,
    });
    expect((await alerts.read(expected[6] ?? ''))?.alert).toMatchObject({ provider: 'AADSTS7000215' });
    expect(JSON.stringify(await alerts.list())).not.toContain('<tenant>');

    for (const day of [1, 2]) {
      moveTo(inDays(day));
      // On the second day one has become valid.
      expect(await run()).toMatchObject({ findings: 12 - day });
      expect(await raised()).toEqual([`credential:b-expired:v1:expiry:${-4 - day}`]);
    }
    earlier.delete('i-earlier');
    refusals.delete('i-earlier v2');
    expect(await run()).toMatchObject({ findings: 9 });
  });

  test('asks Entra ID of a new version, again within thirty days, and every day while it refuses', async () => {
    const { add, run, counts, moveTo, store, refusals } = openCheck();
    add('contoso', far);
    for (const day of [0, 1, 15]) {
      moveTo(inDays(day));
      await run();
    }
    expect(counts.tokens).toBe(1);
    for (const day of [30, 31]) {
      moveTo(inDays(day));
      await run();
    }
    expect(counts.tokens).toBe(2);
    store('contoso', { version: 'v2' });
    refusals.set('contoso', 'ERR_CREDENTIAL_REFUSED');
    for (const day of [32, 33, 34]) {
      moveTo(inDays(day));
      await run();
    }
    expect(counts.tokens).toBe(5);
  });

  test('lets the earlier of two expiries count, and says that they differ', async () => {
    const { add, run, raised, registrations, moveTo } = openCheck();
    add('contoso', { expiresAt: inDays(200), value: 'abc~secret' });
    registrations.set('contoso', [
      { keyId: '1', kind: 'client-secret', hint: 'xyz', endsAt: inDays(2) },
      { keyId: '2', kind: 'client-secret', hint: 'abc', endsAt: inDays(14) },
    ]);
    await run();
    expect(await raised()).toEqual([
      'credential:contoso:v1:CREDENTIAL_EXPIRY_DIFFERS',
      'credential:contoso:v1:expiry:14',
    ]);
    moveTo(inDays(7));
    await run();
    expect(await raised()).toEqual(['credential:contoso:v1:expiry:7']);
  });

  test('leaves a secret that Postbus renews by itself to the renewal, and tells where that has not come', async () => {
    const { add, run, raised, moveTo } = openCheck();
    add('a', { expiresAt: inDays(61) }, { autoRotate: true });
    add('b', { expiresAt: inDays(61) });
    const told: Record<number, readonly string[]> = {};
    for (const day of [1, 31, 46, 47]) {
      moveTo(inDays(day));
      await run();
      told[61 - day] = (await raised()).map((id) => id.split(':')[1] ?? '');
    }
    expect(told).toEqual({ 60: ['b'], 30: ['b'], 15: [], 14: ['a', 'b'] });
  });

  test('guesses no password where several begin alike and the vault has no date', async () => {
    const { add, run, raised, registrations } = openCheck();
    add('contoso', { value: 'abc~secret' });
    registrations.set('contoso', [
      { keyId: '1', kind: 'client-secret', hint: 'abc', endsAt: inDays(2) },
      { keyId: '2', kind: 'client-secret', hint: 'abc', endsAt: inDays(14) },
    ]);
    await run();
    expect(await raised()).toEqual(['credential:contoso:v1:CREDENTIAL_WITHOUT_EXPIRY']);
  });

  test('tells of a vault that does not answer once a day for all tenants, and goes on by what it remembers', async () => {
    const { add, run, raised, vault, moveTo } = openCheck();
    for (const tenant of ['a', 'b', 'c']) add(tenant, { expiresAt: inDays(61) });
    await run();
    vault.failure = 'ERR_VAULT_UNAVAILABLE';
    moveTo(inDays(1));
    expect(await run()).toMatchObject({ checked: 0, left: 3 });
    await run();
    expect(await raised()).toEqual([
      ...['a', 'b', 'c'].map((tenant) => `credential:${tenant}:v1:expiry:60`),
      'vault:ERR_VAULT_UNAVAILABLE:2026-01-02',
    ]);
    delete vault.failure;
    expect(await run()).toMatchObject({ checked: 3, raised: 0, left: 0 });
  });

  test('finishes with the others where a tenant fails', async () => {
    const { add, ports, run, raised, events } = openCheck();
    for (const tenant of ['a', 'b', 'c']) add(tenant, { expiresAt: inDays(1) });
    const readAgain: typeof ports.credentials.readAgain = async (connection) => {
      if (connection.tenant === 'a') throw new TypeError('of no kind that anybody knows');
      if (connection.tenant === 'b') throw deliveryError('ERR_LEDGER_UNAVAILABLE');
      return ports.credentials.readAgain(connection);
    };
    const counts = await run({ ...ports, credentials: { ...ports.credentials, readAgain } });
    expect(counts).toMatchObject({ checked: 1, raised: 1, failed: 1, left: 1 });
    expect(await raised()).toEqual(['credential:c:v1:expiry:1']);
    expect(events.filter(({ event }) => event === 'PB5011').map(({ fields }) => fields.tenant)).toEqual(['a', 'b']);
  });

  test('says what is left when its time is up, and begins there the next time', async () => {
    const { add, ports, run, raised, moveTo, now, records, store } = openCheck();
    for (let index = 0; index < 40; index += 1) add(`t${10 + index}`, { expiresAt: inDays(30) });
    const slow = {
      ...ports,
      credentials: {
        ...ports.credentials,
        readAgain: async (connection: Parameters<typeof ports.credentials.readAgain>[0]) => {
          moveTo(new Date(now().getTime() + MINUTE));
          return ports.credentials.readAgain(connection);
        },
      },
    };
    const first = await run(slow, 10 * MINUTE);
    expect(first.left).toBeGreaterThan(15);
    expect(first.checked + first.left).toBe(40);
    // They would be slow again, and are not waited for.
    const done = (await records.list()).map(({ tenant }) => tenant);
    for (const tenant of done) store(tenant, { isEnabled: true });
    const second = await run(slow, 10 * MINUTE);
    const third = await run(slow, 90 * MINUTE);
    expect([second.raised > 10, third.left]).toEqual([true, 0]);
    expect(await raised()).toHaveLength(40);
    expect(first.raised + second.raised + third.raised).toBe(40);
  });

  test('forgets the tenants whose connections are gone', async () => {
    const { add, run, connections, records } = openCheck();
    add('contoso', far);
    add('fabrikam', far);
    await run();
    connections.delete('fabrikam');
    expect(await run()).toMatchObject({ checked: 1, removed: 1 });
    expect((await records.list()).map(({ tenant }) => tenant)).toEqual(['contoso']);
  });

  test('remembers no value of a secret', async () => {
    const { add, run, records, alerts, events } = openCheck();
    add('contoso', { expiresAt: inDays(3), value: 'Vg38Q~h2.Kd_-w9xYzAbCdEfGh' });
    await run();
    expect(JSON.stringify([await records.list(), await alerts.list(), events])).not.toContain('Vg38Q');
  });
});
