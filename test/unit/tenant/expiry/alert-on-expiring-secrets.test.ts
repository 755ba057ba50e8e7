import { describe, expect, test } from '@jest/globals';
import { MINUTE } from '../../../../shared/duration.ts';
import { alertOnExpiringSecrets } from '../../../../shared/tenant/expiry/alert-on-expiring-secrets.ts';
import { inDays, openCheck } from './check-bundle.ts';

function setup() {
  const check = openCheck();
  const told: number[] = [];
  const tell = async () => void told.push((await check.alerts.list()).length);
  const run = (budgetMs = MINUTE) => alertOnExpiringSecrets({ ...check.ports, tell }, { budgetMs });
  return { ...check, told, run };
}

describe('the daily function', () => {
  test('tells once everything that it found', async () => {
    const { add, run, told } = setup();
    for (const tenant of ['a', 'b', 'c']) add(tenant, { expiresAt: inDays(7) });
    await run();
    expect(told).toEqual([3]);
  });

  test('asks for another run where connections are left, and tells once, when none is', async () => {
    const { add, run, told, vault } = setup();
    add('a', { expiresAt: inDays(7) });
    await expect(run(0)).rejects.toThrow('not checked yet: 1');
    vault.failure = 'ERR_VAULT_UNAVAILABLE';
    await expect(run()).rejects.toThrow('not checked yet');
    delete vault.failure;
    await run();
    expect(told).toEqual([2]);
  });

  test('fails where not even the connections can be listed', async () => {
    const check = setup();
    const broken = { list: async () => Promise.reject(new Error('no table')) };
    const ports = { ...check.ports, connections: broken, tell: async () => undefined };
    await expect(alertOnExpiringSecrets(ports, { budgetMs: MINUTE })).rejects.toThrow('no table');
  });
});
