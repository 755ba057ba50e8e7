import { describe, expect, test } from '@jest/globals';
import type { CredentialEntry, CredentialFinding } from '../../../../sandbox/page/client/control/credential-types.ts';
import {
  columnNames,
  credentialCommand,
  credentialFacts,
  needsSomebody,
  toneOf,
} from '../../../../sandbox/page/client/credentials/credential-facts.ts';
import { counted } from '../../../../sandbox/page/client/format/counted.ts';

const now = new Date('2026-03-01T12:00:00Z');
const days = (count: number): string => new Date(now.getTime() + count * 86_400_000).toISOString();

const expiring: CredentialFinding = {
  code: 'CREDENTIAL_EXPIRING',
  severity: 'warning',
  words: 'expires soon',
  sentence: 'It expires soon.',
};

const good: CredentialEntry = {
  tenant: 'contoso',
  kind: 'client-secret',
  secretName: 'postbus-contoso-client-secret',
  expiresAt: days(300),
  daysLeft: 300,
  lastUsedAt: days(-3),
  isEarlierUsed: false,
  rotatedAt: days(-10),
  findings: [],
  actor: 'nobody',
};
const { lastUsedAt: _lastUsed, rotatedAt: _rotated, ...unused } = good;
const { expiresAt: _expires, daysLeft: _left, ...endless } = good;

const values = (entry: CredentialEntry) =>
  Object.fromEntries(credentialFacts(entry, now).facts.map(({ name, value }) => [name, value]));

describe('credentials as text', () => {
  test('has a value for each column of the table, in its order', () => {
    const { tenant, secretName, urgency, facts } = credentialFacts(good, now);
    expect(['Tenant', ...facts.map(({ name }) => name)]).toEqual(columnNames);
    expect([tenant, secretName, urgency]).toEqual(['contoso', 'postbus-contoso-client-secret', undefined]);
    expect(values(good)).toMatchObject({
      Kind: 'client secret',
      Expires: '26 Dec',
      'Days left': '300 days',
      'Last used': '3 days ago',
      'Last rotated': '19 Feb',
      'Who acts': 'nobody',
    });
  });

  test.each([
    [300, '300 days'],
    [1, '1 day'],
    [0, 'today'],
    [-1, '1 day ago'],
    [-12, '12 days ago'],
  ])('says %d days left as %j', (daysLeft, text) => {
    expect(values({ ...good, daysLeft })['Days left']).toBe(text);
  });

  test('tells what has expired today from what still will', () => {
    const at = (minutes: number): string => new Date(now.getTime() + minutes * 60_000).toISOString();
    expect(values({ ...good, daysLeft: 0, expiresAt: at(-1) })['Days left']).toBe('expired today');
    expect(values({ ...good, daysLeft: 0, expiresAt: at(1) })['Days left']).toBe('today');
  });

  test('says what is not known, what never ends, and what was not used yet', () => {
    expect(values(endless)).toMatchObject({ Expires: 'not known', 'Days left': '–' });
    expect(values({ ...endless, kind: 'federated' })).toMatchObject({ Kind: 'federated', Expires: 'never' });
    expect(values(unused)).toMatchObject({ 'Last used': 'not yet', 'Last rotated': '–' });
    expect(values({ ...good, isEarlierUsed: true })['Last used']).toBe('3 days ago, an earlier version');
    expect(values({ ...good, kind: 'passkey' }).Kind).toBe('passkey');
  });

  test('tells urgency by the words of the worst finding, and by its tone', () => {
    const urgency = (severity: CredentialFinding['severity']) =>
      credentialFacts({ ...good, findings: [{ ...expiring, severity }, expiring] }, now).urgency;
    expect(urgency('warning')).toEqual({ tone: 'warning', text: 'expires soon' });
    expect(urgency('error')?.tone).toBe('problem');
    expect(urgency('critical')?.tone).toBe('problem');
    expect(toneOf({ severity: 'info' })).toBe('warning');
  });

  test.each([
    ['client-secret', 'CREDENTIAL_EXPIRING', 'npx postbus secrets rotate contoso'],
    ['client-secret', 'ERR_CREDENTIAL_MISSING', 'npx postbus secrets rotate contoso'],
    ['client-secret', 'ERR_TOKEN_REFUSED', 'npx postbus secrets contoso'],
    ['client-secret', 'CREDENTIAL_EXPIRY_DIFFERS', 'npx postbus secrets contoso'],
    ['certificate', 'CREDENTIAL_EXPIRING', 'npx postbus secrets contoso'],
    ['federated', 'ERR_TOKEN_REFUSED', 'npx postbus secrets contoso'],
  ])('names for a %s with %s the command %j', (kind, code, command) => {
    expect(credentialCommand({ ...good, kind, findings: [{ ...expiring, code }] })).toBe(command);
  });

  test('names no command where nothing is wrong', () => {
    expect(credentialCommand(good)).toBeUndefined();
  });

  test('counts what needs a person', () => {
    expect(
      ['nobody', 'Postbus', 'operator', 'tenant administrator'].filter((actor) => needsSomebody({ actor })),
    ).toEqual(['operator', 'tenant administrator']);
    expect([counted(1, 'connection'), counted(1_200, 'connection')]).toEqual(['1 connection', '1,200 connections']);
  });
});
