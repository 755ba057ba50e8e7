import { describe, expect, test } from '@jest/globals';
import { createCredentialDaysLeft } from '../../../../shared/tenant/expiry/credential-days-left.ts';
import { inDays, openCheck } from './check-bundle.ts';

const LONG = { expiresAt: inDays(365) };

/** Runs daily; what was raised, as `day what`. */
async function live(check: ReturnType<typeof openCheck>, days: readonly number[]): Promise<readonly string[]> {
  const told: string[] = [];
  for (const day of days) {
    check.moveTo(inDays(day));
    await check.run();
    told.push(...(await check.raised()).map((id) => `${day} ${id.split(':').slice(3).join(':')}`));
  }
  return told;
}

const daily = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_none, index) => from + index);

function daysLeftOf({ ports, records, connections }: ReturnType<typeof openCheck>, tenant: string) {
  const { credentials, now } = ports;
  const connection = connections.get(tenant);
  return connection && createCredentialDaysLeft({ records, credentials, now }).of(connection);
}

describe('an earlier version in use', () => {
  test('is watched to its own end, whatever the newest one says', async () => {
    const check = openCheck();
    check.add('contoso', { expiresAt: inDays(65) }, { credential: 'certificate' });
    expect(await live(check, [0])).toEqual([]);
    check.store('contoso', { version: 'v2', ...LONG });
    check.refusals.set('contoso v2', 'ERR_CREDENTIAL_REFUSED');
    check.earlier.set('contoso', 'v1');
    check.earlierEnds.set('contoso', inDays(65));

    expect(await live(check, daily(1, 64))).toEqual([
      '1 CREDENTIAL_EARLIER_USED',
      ...[60, 30, 14, 7, 3, 1].map((left) => `${65 - left} expiry:${left}`),
    ]);
    expect(await daysLeftOf(check, 'contoso')).toBe(1);
    expect(await live(check, daily(65, 67))).toEqual(['65 ERR_CREDENTIAL_REFUSED']);
  });

  test('gives way to the newest one as soon as that is accepted', async () => {
    const check = openCheck();
    check.add('contoso', { version: 'v2', ...LONG });
    check.refusals.set('contoso v2', 'ERR_CREDENTIAL_REFUSED');
    check.earlier.set('contoso', 'v1');
    check.earlierEnds.set('contoso', inDays(20));
    expect(await live(check, daily(0, 7))).toEqual(['0 CREDENTIAL_EARLIER_USED', '0 expiry:30', '6 expiry:14']);
    check.refusals.clear();
    expect(await live(check, daily(8, 40))).toEqual([]);
    expect(await daysLeftOf(check, 'contoso')).toBe(325);
  });

  test('is used beyond the end of a newest one that was never accepted', async () => {
    const check = openCheck();
    check.add('contoso', { version: 'v2', expiresAt: inDays(2) });
    check.refusals.set('contoso v2', 'ERR_CREDENTIAL_REFUSED');
    check.earlier.set('contoso', 'v1');
    check.earlierEnds.set('contoso', inDays(200));
    expect(await live(check, daily(0, 5))).toEqual(['0 CREDENTIAL_EARLIER_USED']);
    check.refusals.set('contoso', 'ERR_CREDENTIAL_REFUSED');
    expect(await live(check, [6])).toEqual(['6 expiry:-5']);
  });

  test('says that nobody knows its end where the vault has none', async () => {
    const check = openCheck();
    check.add('contoso', { version: 'v2', ...LONG });
    check.refusals.set('contoso v2', 'ERR_CREDENTIAL_REFUSED');
    check.earlier.set('contoso', 'v1');
    expect(await live(check, [0, 1])).toEqual(['0 CREDENTIAL_EARLIER_USED', '0 CREDENTIAL_WITHOUT_EXPIRY']);
  });

  test('stands in for a newest one that is no credential at all: mail goes on, until it ends', async () => {
    const check = openCheck();
    check.add('contoso', { expiresAt: inDays(10) });
    await check.run();
    await check.raised();
    check.store('contoso', { version: 'v2', ...LONG, failure: 'ERR_CREDENTIAL_UNUSABLE' });
    check.earlier.set('contoso', 'v1');
    check.earlierEnds.set('contoso', inDays(10));
    expect(await live(check, [1])).toEqual(['1 CREDENTIAL_EARLIER_USED']);
    const [record] = await check.records.list();
    expect(record?.findings).toMatchObject([
      { code: 'CREDENTIAL_EARLIER_USED', severity: 'error', provider: 'broken' },
      { code: 'CREDENTIAL_EXPIRING', daysLeft: 9 },
    ]);
    expect(await live(check, daily(2, 11))).toEqual([
      ...[7, 3, 1].map((left) => `${10 - left} expiry:${left}`),
      '10 ERR_CREDENTIAL_UNUSABLE',
    ]);
  });

  test('stands in for a certificate that has expired, as long as it can', async () => {
    const check = openCheck();
    check.add('contoso', { version: 'v2', expiresAt: inDays(1) }, { credential: 'certificate' });
    await check.run();
    await check.raised();
    check.earlier.set('contoso', 'v1');
    check.earlierEnds.set('contoso', inDays(3));
    check.failing.set('contoso', () => new TypeError('The newest one is not read again.'));
    expect(await live(check, daily(1, 5))).toEqual([
      '1 CREDENTIAL_EARLIER_USED',
      // Of the version before the newest, and so put off.
      '2 expiry:1:again-1',
      // Neither is good any more, the newest one for two days.
      '3 expiry:-3:again-1',
      '4 expiry:-4:again-1',
      '5 expiry:-5:again-1',
    ]);
  });

  test('is no excuse for an unusable one where Entra ID takes neither', async () => {
    const check = openCheck();
    check.add('contoso', { version: 'v2', ...LONG, failure: 'ERR_CREDENTIAL_UNUSABLE' });
    check.earlier.set('contoso', 'v1');
    check.refusals.set('contoso v1', 'ERR_CREDENTIAL_REFUSED');
    expect(await live(check, [0, 1])).toEqual(['0 ERR_CREDENTIAL_UNUSABLE']);
    check.refusals.clear();
    expect(await live(check, [2])).toEqual(['2 CREDENTIAL_EARLIER_USED', '2 CREDENTIAL_WITHOUT_EXPIRY']);
  });

  test('is not called refused where Entra ID did not answer about it', async () => {
    const check = openCheck();
    check.add('contoso', { version: 'v2', ...LONG });
    check.refusals.set('contoso v2', 'ERR_CREDENTIAL_REFUSED').set('contoso v1', 'ERR_IDENTITY_UNAVAILABLE');
    check.earlier.set('contoso', 'v1');
    check.earlierEnds.set('contoso', inDays(200));
    expect(await live(check, [0])).toEqual([]);
    check.refusals.delete('contoso v1');
    expect(await live(check, [1])).toEqual(['1 CREDENTIAL_EARLIER_USED']);
    check.refusals.set('contoso v1', 'ERR_IDENTITY_UNAVAILABLE');
    expect(await live(check, [2])).toEqual([]);
  });
});

describe('the dates of the vault and of Entra ID', () => {
  const setup = (vaultEnds: number, entraEnds: number) => {
    const check = openCheck();
    check.add('contoso', { expiresAt: inDays(vaultEnds) });
    check.registrations.set('contoso', [{ keyId: '1', kind: 'client-secret', hint: 'abc', endsAt: inDays(entraEnds) }]);
    return check;
  };

  test('both count beforehand, and only Entra ID’s once the vault’s has passed', async () => {
    const check = setup(2, 100);
    expect(await live(check, daily(0, 69))).toEqual([
      '0 CREDENTIAL_EXPIRY_DIFFERS',
      '0 expiry:3',
      '1 expiry:1',
      // The vault's date is over, and Entra ID goes on giving tokens.
      '40 expiry:60:again-1',
    ]);
    expect(await daysLeftOf(check, 'contoso')).toBe(31);
    expect((await check.records.list())[0]?.findings.map(({ code }) => code)).toEqual([
      'CREDENTIAL_EXPIRING',
      'CREDENTIAL_EXPIRY_DIFFERS',
    ]);
    // It was asked again meanwhile.
    expect(check.counts.tokens).toBeGreaterThan(2);
    check.refusals.set('contoso', 'ERR_CREDENTIAL_EXPIRED');
    expect((await live(check, daily(70, 101))).slice(-3)).toEqual([
      '99 expiry:1:again-1',
      '100 expiry:-1:again-1',
      '101 expiry:-2:again-1',
    ]);
  });
});
