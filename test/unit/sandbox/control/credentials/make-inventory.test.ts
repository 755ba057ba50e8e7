import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CredentialRows } from '../../../../../sandbox/control/credentials/credential-rows.ts';
import { makeInventory } from '../../../../../sandbox/control/credentials/make-inventory.ts';
import type { SecretVersion } from '../../../../../sandbox/key-vault/vault-secret.ts';

const now = Date.UTC(2026, 10, 22, 12);
const day = 86_400_000;
const iso = (days: number): string => new Date(now + days * day).toISOString();
const seconds = (days: number): number => Math.floor((now + days * day) / 1_000);

function version(change: Partial<SecretVersion> = {}): SecretVersion {
  const times = { created: seconds(-10), updated: seconds(-10), exp: seconds(300) };
  return { version: 'v1', value: 'never shown', tags: {}, enabled: true, ...times, ...change };
}

interface Setup {
  readonly connection?: Partial<CredentialRows['connection']>;
  readonly record?: Partial<NonNullable<CredentialRows['record']>>;
  readonly uses?: CredentialRows['uses'];
  readonly versions?: readonly SecretVersion[];
  readonly deletedAt?: number;
}

function row(tenant: string, { connection, record, uses = [] }: Setup = {}): CredentialRows {
  return {
    tenant,
    connection: { kind: 'client-secret', secretName: tenant, isAutoRotated: false, ...connection },
    ...(record === undefined ? {} : { record: { findings: [], checkedAt: iso(-1), ...record } }),
    uses,
  };
}

/** The one entry of one connection. */
function inventoryOf(setup: Setup = {}) {
  const { versions = [version()], deletedAt } = setup;
  const secret = versions.length === 0 ? undefined : { name: 'contoso', versions, deletedAt };
  const findSecret = (name: string) => (name === 'contoso' ? secret : undefined);
  const [entry] = makeInventory({ rows: [row('contoso', setup)], findSecret, now });
  if (entry === undefined) throw new Error('The inventory is empty.');
  return { ...entry, codes: entry.findings.map(({ code }) => code) };
}

describe('makeInventory', () => {
  test('shows until when, when it was used and renewed, and that nobody need act', () => {
    const uses = [
      { version: 'v0', usedAt: iso(-3) },
      { version: 'v1', usedAt: iso(-1) },
    ];
    expect(inventoryOf({ uses, connection: { rotatedAt: iso(-2) }, record: {} })).toMatchObject({
      tenant: 'contoso',
      kind: 'client-secret',
      secretName: 'contoso',
      expiresAt: iso(300),
      daysLeft: 300,
      lastUsedAt: iso(-1),
      isEarlierUsed: false,
      rotatedAt: iso(-2),
      checkedAt: iso(-1),
      findings: [],
      actor: 'nobody',
    });
  });

  test.each([
    ['not there', { versions: [] }, 'ERR_CREDENTIAL_MISSING', 'critical'],
    ['deleted', { deletedAt: seconds(-1) }, 'ERR_CREDENTIAL_MISSING', 'critical'],
    ['disabled', { versions: [version({ enabled: false })] }, 'ERR_CREDENTIAL_DISABLED', 'critical'],
    ['of unknown expiry', { versions: [version({ exp: undefined })] }, 'CREDENTIAL_WITHOUT_EXPIRY', 'warning'],
    ['not valid yet', { versions: [version({ nbf: seconds(2) })] }, 'CREDENTIAL_NOT_YET_VALID', 'warning'],
    ['at its end', { versions: [version({ exp: seconds(0) })] }, 'ERR_CREDENTIAL_EXPIRED', 'critical'],
    ['in its last day', { versions: [version({ exp: seconds(0.4) })] }, 'CREDENTIAL_EXPIRING', 'critical'],
    ['in its last week', { versions: [version({ exp: seconds(7) })] }, 'CREDENTIAL_EXPIRING', 'error'],
    ['in its last months', { versions: [version({ exp: seconds(60) })] }, 'CREDENTIAL_EXPIRING', 'warning'],
  ] as const)('finds by itself what is %s', (_case, setup, code, severity) => {
    const { findings } = inventoryOf(setup);
    expect(findings).toMatchObject([{ code, severity, sentence: expect.stringMatching(/\.$/) }]);
  });

  test('counts days of the calendar, of what has expired too', () => {
    expect(inventoryOf({ versions: [version({ exp: seconds(9) - 1 })] }).daysLeft).toBe(9);
    expect(inventoryOf({ versions: [version({ exp: seconds(0.4) })] }).daysLeft).toBe(0);
    expect(inventoryOf({ versions: [version({ exp: seconds(0) })] }).daysLeft).toBe(0);
    expect(inventoryOf({ versions: [version({ exp: seconds(-3) })] }).daysLeft).toBe(-3);
  });

  test('takes the earlier of the vault’s date and the one that the check found out', () => {
    expect(inventoryOf({ record: { expiresAt: iso(20) } }).daysLeft).toBe(20);
    expect(inventoryOf({ record: { expiresAt: iso(400) } }).daysLeft).toBe(300);
  });

  test('believes a check that was made after the vault’s date had passed: Entra ID decides', () => {
    const past = { versions: [version({ exp: seconds(-3) })] };
    const record = { expiresAt: iso(200), checkedAt: iso(-1) };
    expect(inventoryOf({ ...past, record })).toMatchObject({ daysLeft: 200, codes: [] });
    expect(inventoryOf({ ...past, record: { ...record, checkedAt: iso(-4) } })).toMatchObject({ daysLeft: -3 });
  });

  test('adds what only the check can know, in the words of its code', () => {
    const findings = [
      { code: 'CREDENTIAL_EXPIRY_DIFFERS' },
      { code: 'ERR_CREDENTIAL_REFUSED', provider: '401 AADSTS7000215' },
      { code: 'CREDENTIAL_NEW', severity: 'info' as const },
    ];
    const entry = inventoryOf({ record: { findings } });
    expect(entry.findings).toMatchObject([
      { code: 'ERR_CREDENTIAL_REFUSED', severity: 'critical', words: 'refused', provider: '401 AADSTS7000215' },
      { code: 'CREDENTIAL_EXPIRY_DIFFERS', severity: 'warning' },
      { code: 'CREDENTIAL_NEW', severity: 'info', words: 'CREDENTIAL_NEW', sentence: '' },
    ]);
    expect(entry.actor).toBe('tenant administrator');
  });

  test('looks anew at what the vault tells, whatever the check said of it', () => {
    const findings = [{ code: 'ERR_CREDENTIAL_DISABLED' }, { code: 'CREDENTIAL_EXPIRING' }];
    expect(inventoryOf({ record: { findings } }).codes).toEqual([]);
  });

  test('forgets what the check said of an earlier version', () => {
    const old = { findings: [{ code: 'ERR_CREDENTIAL_REFUSED' }], expiresAt: iso(3), checkedAt: iso(-11) };
    expect(inventoryOf({ record: old })).toMatchObject({ findings: [], daysLeft: 300, checkedAt: iso(-11) });
  });

  test('tells when an earlier version is still in use, or nothing was used yet', () => {
    expect(inventoryOf({ uses: [{ version: 'v0', usedAt: iso(-1) }] }).isEarlierUsed).toBe(true);
    expect(inventoryOf()).toMatchObject({ isEarlierUsed: false, lastUsedAt: undefined });
  });

  test('knows that a federated connection keeps nothing in the vault', () => {
    const connection = { kind: 'federated', secretName: undefined };
    const uses = [{ version: '', usedAt: iso(-1) }];
    expect(inventoryOf({ connection, uses, versions: [] })).toMatchObject({
      findings: [],
      daysLeft: undefined,
      isEarlierUsed: false,
      actor: 'nobody',
    });
    const refused = { findings: [{ code: 'ERR_TOKEN_REFUSED' }] };
    expect(inventoryOf({ connection, record: refused, versions: [] }).codes).toEqual(['ERR_TOKEN_REFUSED']);
  });

  test.each([
    [300, 'Postbus'],
    [30, 'Postbus'],
    [14, 'Postbus'],
    [13, 'operator'],
    [-1, 'tenant administrator'],
  ])('leaves %d days to Postbus where it renews by itself, until it should have: %s', (days, actor) => {
    const versions = [version({ exp: seconds(days) })];
    expect(inventoryOf({ connection: { isAutoRotated: true }, versions }).actor).toBe(actor);
  });

  test('lists the worst first, and always in the same order', () => {
    const days: Readonly<Record<string, number>> = { good: 300, b: 20, a: 20, soon: 3, expired: -2, longAgo: -20 };
    const findSecret = (name: string) =>
      name in days ? { name, versions: [version({ exp: seconds(days[name] ?? 0) })] } : undefined;
    const tenants = [...Object.keys(days), 'missing'];
    fc.assert(
      fc.property(fc.shuffledSubarray(tenants, { minLength: tenants.length }), (shuffled) => {
        const rows = shuffled.map((tenant) => row(tenant));
        const order = makeInventory({ rows, findSecret, now }).map(({ tenant }) => tenant);
        expect(order).toEqual(['longAgo', 'expired', 'missing', 'soon', 'a', 'b', 'good']);
      }),
    );
  });

  test('never holds the value of a secret', () => {
    expect(JSON.stringify(inventoryOf({ record: {} }))).not.toContain('never shown');
  });
});
