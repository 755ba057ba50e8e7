/**
 * What every store of connections promises, whatever keeps it, and that the rest that is known of a tenant goes with its connection.
 * A new implementation is done when it is listed beside this.
 */
import { describe, expect, test } from '@jest/globals';
import { type Connection, type Connections, connectionSchema } from '../../shared/tenant/connection.ts';
import type { CredentialUses } from '../../shared/tenant/credential-uses.ts';
import type { CredentialRecords } from '../../shared/tenant/expiry/credential-record.ts';
import { beginning } from '../../shared/tenant/rotation/rotation.ts';
import type { Rotations } from '../../shared/tenant/rotation/rotations.ts';

export interface TenantStores {
  readonly connections: Connections;
  readonly records: CredentialRecords;
  readonly uses: CredentialUses;
  readonly rotations: Rotations;
  /** Somebody changes the connection by hand into something that cannot be read. */
  spoil(tenant: string): Promise<void>;
}

const NOW = new Date('2026-11-22T12:00:00.000Z');
let count = 0;

export function exerciseConnections(name: string, open: () => TenantStores): void {
  function setup() {
    count += 1;
    // Each key is the beginning of another one, with and without what sorts before and after the separator.
    const tenant = `t${process.pid}-${Date.now().toString(36)}-${count}`;
    const [followed, dashed] = [`${tenant}b`, `${tenant}-b`];
    const stores = open();

    async function fill(key: string): Promise<Connection> {
      const connection = connectionOf(key);
      await stores.connections.save(connection);
      await stores.records.save({ tenant: key, checkedAt: NOW, findings: [], told: { version: '', causes: {} } });
      await stores.uses.note(key, { fingerprint: 'f1', version: 'v1' });
      await stores.uses.note(key, { fingerprint: 'f2', version: 'v2' });
      const plan = { source: 'entra', clientId: 'c', secretName: 's', days: 180, graceMinutes: 60 } as const;
      await stores.rotations.create(beginning({ tenant: key, id: `r-${key}`, ...plan }, NOW));
      return connection;
    }

    /** What each store has of a tenant: asked for it, and in its list of all. */
    async function kept(key: string) {
      const { connections, records, uses, rotations } = stores;
      const ofTenant = <T extends { readonly tenant: string }>(all: readonly T[]) =>
        all.filter((each) => each.tenant === key).length;
      return {
        connection: [(await connections.read(key))?.tenant, ofTenant(await connections.list(() => {}))],
        record: [(await records.find(key))?.tenant, ofTenant(await records.list())],
        uses: [(await uses.list(key)).length, ofTenant(await uses.list())],
        rotation: [(await rotations.read(key))?.rotation.tenant, ofTenant(await rotations.listOpen())],
      };
    }

    return { ...stores, tenant, followed, dashed, fill, kept };
  }

  const whole = (key: string) => ({ connection: [key, 1], record: [key, 1], uses: [2, 2], rotation: [key, 1] });
  const nothing = { connection: [undefined, 0], record: [undefined, 0], uses: [0, 0], rotation: [undefined, 0] };

  describe(`the connections ${name}`, () => {
    test('give back what was saved, whole, found, read or listed', async () => {
      const { connections, tenant } = setup();
      const connection = connectionOf(tenant, { grantedAt: NOW, rotatedAt: NOW, autoRotate: true });
      await connections.save(connection);
      expect(await connections.find(tenant)).toEqual(connection);
      expect(await connections.read(tenant)).toEqual(connection);
      expect(await connections.list(() => {})).toContainEqual(connection);
    });

    test('know nothing of a tenant that was not added', async () => {
      const { connections, tenant } = setup();
      expect(await connections.find(tenant)).toBeUndefined();
      expect(await connections.read(tenant)).toBeUndefined();
    });

    test('find what was saved a moment ago, and nothing of what it replaced', async () => {
      const { connections, tenant } = setup();
      await connections.save(connectionOf(tenant, { grantedAt: NOW }));
      await connections.find(tenant);
      const next = connectionOf(tenant, { plan: 'direct' });
      await connections.save(next);
      expect(await connections.find(tenant)).toEqual(next);
    });

    test('tell which cannot be read, and list the others', async () => {
      const { connections, tenant, followed, spoil } = setup();
      await connections.save(connectionOf(tenant));
      await connections.save(connectionOf(followed));
      await spoil(tenant);
      const unreadable: [string, unknown][] = [];
      const listed = await connections.list((...each) => unreadable.push(each));
      expect(unreadable).toContainEqual([tenant, expect.objectContaining({ code: 'ERR_CONNECTION_UNREADABLE' })]);
      expect(listed.map((each) => each.tenant)).toContain(followed);
      expect(listed.map((each) => each.tenant)).not.toContain(tenant);
      await expect(connections.list()).rejects.toMatchObject({ code: 'ERR_CONNECTION_UNREADABLE' });
      await expect(connections.read(tenant)).rejects.toMatchObject({ code: 'ERR_CONNECTION_UNREADABLE' });
      expect(await connections.remove(tenant)).toBe(true);
    });

    test('mark a rotation, and leave whatever else there is', async () => {
      const { connections, tenant } = setup();
      const connection = connectionOf(tenant, { autoRotate: true });
      await connections.save(connection);
      await connections.find(tenant);
      expect(await connections.markRotated(tenant, NOW)).toBe(true);
      expect(await connections.find(tenant)).toEqual({ ...connection, rotatedAt: NOW });
      expect(await connections.markRotated(`${tenant}-x`, NOW)).toBe(false);
      expect(await connections.read(`${tenant}-x`)).toBeUndefined();
    });

    test('are removed with everything that is known of the tenant, and of no tenant whose key begins alike', async () => {
      const { connections, fill, kept, tenant, followed, dashed } = setup();
      for (const each of [tenant, followed, dashed]) await fill(each);
      expect(await kept(tenant)).toEqual(whole(tenant));
      expect(await connections.remove(tenant)).toBe(true);
      expect(await kept(tenant)).toEqual(nothing);
      expect(await connections.find(tenant)).toBeUndefined();
      for (const each of [followed, dashed]) expect(await kept(each)).toEqual(whole(each));
    });

    test('are removed once; again, what was left or came since goes as well', async () => {
      const { connections, uses, fill, kept, tenant } = setup();
      await fill(tenant);
      await connections.remove(tenant);
      await uses.note(tenant, { fingerprint: 'f1', version: 'v1' });
      expect(await connections.remove(tenant)).toBe(false);
      expect(await kept(tenant)).toEqual(nothing);
      expect(await connections.remove(tenant)).toBe(false);
    });

    test('stay where only what is known of the credential is removed', async () => {
      const { records, fill, kept, tenant, dashed } = setup();
      for (const each of [tenant, dashed]) await fill(each);
      await records.remove(tenant);
      await records.remove(tenant);
      expect(await kept(tenant)).toEqual({ ...nothing, connection: [tenant, 1] });
      expect(await kept(dashed)).toEqual(whole(dashed));
    });
  });
}

const connectionOf = (tenant: string, change: Partial<Connection> = {}): Connection =>
  connectionSchema.parse({
    tenant,
    tenantId: '11111111-2222-3333-4444-555555555555',
    clientId: '66666666-7777-8888-9999-000000000000',
    secretName: `postbus-${tenant}-client-secret`,
    mailboxes: [`a@${tenant}.example`, 'ü@b.example'],
    ...change,
  });
