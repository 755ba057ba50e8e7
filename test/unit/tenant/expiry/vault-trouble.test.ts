import { describe, expect, test } from '@jest/globals';
import { deliveryError } from '../../../../shared/delivery/delivery-error.ts';
import { inDays, openCheck } from './check-bundle.ts';

const MISREAD = 'ERR_VAULT_UNAVAILABLE';

function setup(...tenants: readonly string[]) {
  const check = openCheck();
  for (const tenant of tenants) check.add(tenant, { expiresAt: inDays(61) });
  const fail = (tenant: string, code: 'ERR_VAULT_UNAVAILABLE' | 'ERR_VAULT_ACCESS_DENIED' = MISREAD) =>
    check.failing.set(tenant, () => deliveryError(code, { provider: '429' }));
  const read = async (id: string) => (await check.alerts.read(id))?.alert;
  return { ...check, fail, read };
}

describe('the daily check, where the vault does not answer', () => {
  test('tells nobody of one read that fails and succeeds a minute later', async () => {
    const { run, raised, failing, fail, records } = setup('a', 'b');
    fail('b');
    expect(await run()).toMatchObject({ checked: 1, left: 1, findings: 0, raised: 0 });
    failing.clear();
    expect(await run()).toMatchObject({ checked: 2, left: 0 });
    expect(await raised()).toEqual([]);
    expect((await records.list()).map(({ unread }) => unread)).toEqual([undefined, undefined]);
    fail('a');
    expect(await run()).toMatchObject({ left: 0 });
  });

  test('tells of what the next run meets again, once a day for all, and for whom', async () => {
    const { run, raised, fail, read, moveTo } = setup('a', 'b', 'c', 'd', 'e');
    for (const tenant of ['e', 'c', 'b', 'd']) fail(tenant);
    await run();
    expect(await raised()).toEqual([]);
    await run();
    await run();
    const id = `vault:${MISREAD}:2026-01-01`;
    expect(await raised()).toEqual([id]);
    expect(await read(id)).toMatchObject({
      sentence: 'Key Vault does not answer. Not looked at for that: b, c, d and 1 more.',
      provider: '429',
      severity: 'error',
    });
    moveTo(inDays(1));
    expect(await run()).toMatchObject({ left: 4 });
    expect(await raised()).toEqual(['credential:a:v1:expiry:60', `vault:${MISREAD}:2026-01-02`]);
  });

  test('tells of each code that lasts: throttling hides no refusal', async () => {
    const { run, raised, fail, read } = setup('a', 'b');
    fail('a');
    fail('b', 'ERR_VAULT_ACCESS_DENIED');
    await run();
    await run();
    expect(await raised()).toEqual(['vault:ERR_VAULT_ACCESS_DENIED:2026-01-01', `vault:${MISREAD}:2026-01-01`]);
    expect(await read('vault:ERR_VAULT_ACCESS_DENIED:2026-01-01')).toMatchObject({
      severity: 'critical',
      sentence: expect.stringMatching(/: b\.$/),
    });
  });

  test('checks federated connections all the same, where there is no list', async () => {
    const { add, run, vault, refusals, raised } = setup('a');
    add('f', undefined, { credential: 'federated' });
    refusals.set('f', 'ERR_TOKEN_REFUSED');
    vault.failure = MISREAD;
    expect(await run()).toMatchObject({ checked: 1, left: 1 });
    expect(await raised()).toEqual([
      'credential:f:none-1767247200000:ERR_TOKEN_REFUSED',
      `vault:${MISREAD}:2026-01-01`,
    ]);
  });

  test('lets the days of a tenant go by whose check fails for a reason nobody knows', async () => {
    const { run, raised, failing, store, moveTo, counts } = setup('a');
    await run();
    moveTo(inDays(1));
    store('a', { isEnabled: true });
    failing.set('a', () => new TypeError('of no kind that anybody knows'));
    for (const day of [1, 31, 61, 62]) {
      moveTo(inDays(day));
      expect(await run()).toMatchObject({ failed: 1, left: 0 });
    }
    expect(counts.reads).toBe(1);
    expect(await raised()).toEqual([60, 30, -1, -2].map((level) => `credential:a:v1:expiry:${level}`).toSorted());
  });
});
