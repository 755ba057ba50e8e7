import { describe, expect, test } from '@jest/globals';
import type { CheckPorts } from '../../../../shared/tenant/expiry/check-credentials.ts';
import { inDays, openCheck } from './check-bundle.ts';

function setup() {
  const check = openCheck();
  check.add('contoso', { expiresAt: inDays(30) });
  check.add('fabrikam', { expiresAt: inDays(300), isEnabled: false });
  check.add('northwind', { expiresAt: inDays(300) });
  check.refusals.set('northwind', 'ERR_CREDENTIAL_REFUSED');
  check.registrations.set('contoso', [{ keyId: '1', kind: 'client-secret', hint: 'abc', endsAt: inDays(7) }]);
  return check;
}

/** Ports of a process that is killed after so many calls: the last one is done, and nobody hears of it. */
function mortal(ports: CheckPorts, calls: number) {
  let left = calls;
  let die: () => void = () => undefined;
  const dead = new Promise<'killed'>((resolve) => {
    die = () => resolve('killed');
  });
  const wrap = <Port extends object>(port: Port): Port =>
    Object.fromEntries(
      Object.entries(port).map(([name, call]) => [
        name,
        async (...values: readonly unknown[]) => {
          if (left === 0) return new Promise(() => undefined);
          left -= 1;
          const isLast = left === 0;
          const outcome = await Promise.allSettled([call(...values)]);
          if (isLast) {
            die();
            return new Promise(() => undefined);
          }
          if (outcome[0].status === 'rejected') throw outcome[0].reason;
          return outcome[0].value;
        },
      ]),
    ) as Port;
  const { connections, inventory, records, credentials, tokens, registrations, alerts } = ports;
  return {
    dead,
    ports: {
      ...ports,
      connections: wrap(connections),
      inventory: wrap(inventory),
      records: wrap(records),
      credentials: wrap(credentials),
      tokens: wrap(tokens),
      registrations: wrap(registrations),
      alerts: wrap(alerts),
    },
  };
}

describe('the daily check, killed after any of its calls', () => {
  test('is gone on with by the next run: nothing is missing, and nothing is raised twice', async () => {
    const whole = setup();
    await whole.run();
    const expected = await whole.raised();
    const remembered = await whole.records.list();
    expect(expected).toHaveLength(4);

    let kills = 0;
    for (let calls = 1; ; calls += 1) {
      const check = setup();
      const doomed = mortal(check.ports, calls);
      if ((await Promise.race([check.run(doomed.ports), doomed.dead])) !== 'killed') break;
      kills += 1;
      const raisedBefore = (await check.alerts.list()).length;
      const { raised } = await check.run();
      expect(raisedBefore + raised).toBe(expected.length);
      expect(await check.raised()).toEqual(expected);
      expect(byTenant(await check.records.list())).toEqual(byTenant(remembered));
      expect(await check.run()).toMatchObject({ raised: 0, left: 0 });
    }
    // List three, read three, ask three, raise four, save three: each was the last one once.
    expect(kills).toBeGreaterThanOrEqual(15);
  });
});

const byTenant = <T extends { readonly tenant: string }>(records: readonly T[]): readonly T[] =>
  records.toSorted((a, b) => (a.tenant < b.tenant ? -1 : 1));
