import { describe, expect, test } from '@jest/globals';
import { createDirectory } from '../../../../sandbox/directory/directory.ts';
import { parseTenants } from '../../../../sandbox/directory/parse-tenants.ts';
import type { Tenant } from '../../../../sandbox/directory/tenant.ts';
import { makeSeed } from '../../../../sandbox/seed.ts';

function setup() {
  const written: unknown[] = [];
  const file = { read: () => undefined, write: (value: unknown) => void written.push(value) };
  const seed = makeSeed(Date.UTC(2026, 10, 22));
  return { directory: createDirectory(file, seed), written, seed };
}

function anotherTenant(changes: Partial<Tenant> = {}): Tenant {
  const mailbox = { address: 'a@other.example', objectId: 'mailbox-1', displayName: 'A', aliases: ['b@other.example'] };
  return { key: 'other', tenantId: 'tenant-1', displayName: 'Other', apps: [], mailboxes: [mailbox], ...changes };
}

describe('directory', () => {
  test('finds a tenant by its key, its id in any case, and its domain', () => {
    const { directory } = setup();
    const contoso = directory.byKey('contoso');
    expect(contoso?.displayName).toBe('Contoso');
    expect(directory.byIdOrDomain('C0C0C0C0-0000-4000-8000-000100000000')).toBe(contoso);
    expect(directory.byIdOrDomain('contoso.example')).toBe(contoso);
  });

  test('finds a mailbox by address, alias and object id, but only in its own tenant', () => {
    const { directory } = setup();
    directory.put(anotherTenant());
    const mailbox = directory.mailbox('tenant-1', 'A@other.example');
    expect(mailbox?.objectId).toBe('mailbox-1');
    expect(directory.mailbox('tenant-1', 'b@other.example')).toBe(mailbox);
    expect(directory.mailbox('tenant-1', 'mailbox-1')).toBe(mailbox);
    expect(directory.mailbox('c0c0c0c0-0000-4000-8000-000100000000', 'a@other.example')).toBeUndefined();
  });

  test('refuses a domain that another tenant has, and changes nothing', () => {
    const { directory, written } = setup();
    const mailbox = { address: 'x@contoso.example', objectId: 'mailbox-2', displayName: 'X', aliases: [] };
    expect(() => directory.put(anotherTenant({ mailboxes: [mailbox] }))).toThrow('"contoso.example" is taken already');
    expect(directory.byKey('other')).toBeUndefined();
    expect(written).toHaveLength(0);
  });

  test('keeps the place of a tenant that is changed', () => {
    const { directory, seed } = setup();
    const [first] = seed;
    if (first === undefined) throw new Error('The seed is empty.');
    directory.put({ ...first, displayName: 'Contoso Ltd' });
    expect(directory.tenants().map(({ key }) => key)).toEqual(['contoso', 'fabrikam', 'northwind', 'operators']);
    expect(directory.tenants()[0]?.displayName).toBe('Contoso Ltd');
  });

  test('reads back what it writes', () => {
    const { directory, written, seed } = setup();
    directory.replaceAll(seed);
    expect(parseTenants(JSON.parse(JSON.stringify(written[0])))).toEqual(seed);
  });

  test('names the place of what is wrong in the file', () => {
    expect(() => parseTenants([{ key: 'x' }])).toThrow('0.tenantId');
  });

  test('seeds one mailbox outside the scope and one secret that expires in nine days', () => {
    const { seed } = setup();
    const [contoso, , northwind] = seed;
    expect(contoso?.apps[0]?.rbac[0]?.mailboxes).not.toContain('payroll@contoso.example');
    expect(contoso?.mailboxes.map(({ address }) => address)).toContain('payroll@contoso.example');
    const days = ((northwind?.apps[0]?.secrets[0]?.expiresAt ?? 0) - Date.UTC(2026, 10, 22)) / 86_400_000;
    expect(days).toBe(9);
  });

  test('never seeds the same secret twice', () => {
    const values = [...setup().seed, ...setup().seed].map(({ apps }) => apps[0]?.secrets[0]?.value);
    expect(new Set(values).size).toBe(values.length);
    expect(values[0]).toHaveLength(40);
  });
});
