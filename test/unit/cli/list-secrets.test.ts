import { describe, expect, test } from '@jest/globals';
import { listSecrets, type SecretsOptions } from '../../../cli/secrets/list-secrets.ts';
import { plain } from '../../../cli/terminal/terminal.ts';
import { deliveryError } from '../../../shared/delivery/delivery-error.ts';
import { type Connection, type ConnectionInput, connectionSchema } from '../../../shared/tenant/connection.ts';
import type { Credential, Credentials } from '../../../shared/tenant/credential.ts';
import { toInventory } from '../../../shared/tenant/expiry/vault-inventory.ts';
import { createMemoryCredentialRecords } from '../../harness/memory/memory-credential-records.ts';
import { createMemoryCredentialUses } from '../../harness/memory/memory-credential-uses.ts';
import { contoso, failureOf, NOW, recordTerminal } from './command-bundle.ts';

const inDays = (days: number): Date => new Date(NOW.getTime() + days * 86_400_000);
const SECRET = 'Vg38Q~h2.Kd_-w9xYzAbCdEfGh';

interface Stored {
  readonly expiresAt?: Date;
  readonly failure?: Parameters<typeof deliveryError>[0];
}

function setup(stored: Readonly<Record<string, Stored | undefined>> = {}) {
  const connections: Connection[] = [];
  const unreadable: string[] = [];
  const counts = { reads: 0, lists: 0 };
  const vault: { failure?: Stored['failure'] } = {};
  const add = (tenant: string, input: Partial<ConnectionInput> = {}) => {
    const secretName = input.credential === 'federated' ? {} : { secretName: `secret-${tenant}` };
    const { tenantId, clientId, mailboxes } = contoso;
    connections.push(connectionSchema.parse({ tenant, tenantId, clientId, mailboxes, ...secretName, ...input }));
  };
  for (const tenant of Object.keys(stored)) add(tenant);
  async function read({ tenant, credential }: Connection): Promise<Credential> {
    counts.reads += 1;
    const { failure, expiresAt } = stored[tenant] ?? { failure: 'ERR_CREDENTIAL_MISSING' };
    if (failure) throw deliveryError(failure, { provider: '404' });
    const facts = { version: 'v1', fingerprint: `${tenant}-1`, ...(expiresAt ? { expiresAt } : {}) };
    if (credential === 'federated') return { kind: credential, ...facts, assertion: async () => 'a' };
    return { kind: 'client-secret', ...facts, secret: SECRET };
  }
  const credentials: Credentials = { read, readAgain: read, readEarlier: async () => undefined };
  const ports = {
    connections: {
      list: async (onUnreadable?: (tenant: string, error: unknown) => void) => {
        counts.lists += 1;
        for (const tenant of unreadable) onUnreadable?.(tenant, deliveryError('ERR_CONNECTION_UNREADABLE'));
        return connections;
      },
      read: async (tenant: string) => {
        if (unreadable.includes(tenant)) throw deliveryError('ERR_CONNECTION_UNREADABLE');
        return connections.find((each) => each.tenant === tenant);
      },
    },
    credentials,
    inventory: {
      list: async () => {
        if (vault.failure) throw deliveryError(vault.failure, { provider: '503' });
        return toInventory(
          Object.entries(stored).flatMap(([tenant, secret]) =>
            secret ? [{ name: `secret-${tenant}`, isEnabled: true, createdAt: inDays(-90), ...withEnd(secret) }] : [],
          ),
        );
      },
    },
    credentialRecords: createMemoryCredentialRecords(),
    credentialUses: createMemoryCredentialUses(() => inDays(-1)),
    now: () => NOW,
  };
  const terminal = recordTerminal();
  const list = (options: SecretsOptions & { readonly tenant?: string } = {}) =>
    listSecrets(options, { ...ports, connections: { ...noConnections, ...ports.connections } }, { terminal });
  return { add, unreadable, counts, vault, terminal, ports, list };
}

const withEnd = ({ expiresAt }: Stored) => (expiresAt ? { expiresAt } : {});
const never = async () => Promise.reject(new Error('This is not called.'));
const noConnections = { find: never, read: never, save: never, remove: never, markRotated: never };

const textOf = async (answer: Promise<{ text(paint: typeof plain): string }>) => (await answer).text(plain);

describe('postbus secrets', () => {
  test('lists all credentials worst first, with who acts, and what to do about each kind of trouble once', async () => {
    const { list, add, unreadable, ports } = setup({
      fine: { expiresAt: inDays(200) },
      soon: { expiresAt: inDays(5) },
      sooner: { expiresAt: inDays(3) },
      over: { expiresAt: inDays(-2) },
      gone: undefined,
      endless: {},
    });
    add('federated', { credential: 'federated' });
    unreadable.push('broken');
    await ports.credentialUses.note('fine', { fingerprint: 'fine-1', version: 'v1' });
    const text = await textOf(list());
    expect(text.split('\n\n')[0]).toBe(
      [
        'tenant     kind           expires     days left  last used  last rotated  who acts              what is wrong',
        'over       client-secret  2026-02-27         -2             2025-12-01    tenant administrator  expired',
        'broken                    not known                                       operator              connection unreadable',
        'gone       client-secret  not known                                       operator              missing [404]',
        'sooner     client-secret  2026-03-04          3             2025-12-01    operator              expires soon',
        'soon       client-secret  2026-03-06          5             2025-12-01    operator              expires soon',
        'endless    client-secret  not known                         2025-12-01    operator              no expiry known',
        'fine       client-secret  2026-09-17        200  24 h ago   2025-12-01',
        'federated  federated      never',
      ].join('\n'),
    );
    expect(text).toContain('8 connections: 3 critical, 2 error, 1 warning');
    expect(text.match(/^CREDENTIAL_EXPIRING {2}/gm)).toHaveLength(1);
    expect(text).toContain('postbus secrets rotate <tenant>');
    expect(text).not.toContain(SECRET);
  });

  test('prints the same as JSON, with commands to copy', async () => {
    const { list } = setup({ soon: { expiresAt: inDays(5) } });
    const { json } = await list({ json: true });
    expect(json).toEqual({
      credentials: [
        {
          tenant: 'soon',
          kind: 'client-secret',
          secretName: 'secret-soon',
          version: 'v1',
          expiresAt: inDays(5),
          daysLeft: 5,
          rotatedAt: inDays(-90),
          owner: 'operator',
          findings: [
            expect.objectContaining({
              code: 'CREDENTIAL_EXPIRING',
              severity: 'error',
              owner: 'operator',
              remedy: expect.stringContaining('postbus secrets rotate soon'),
            }),
          ],
        },
      ],
    });
    expect(JSON.stringify(json)).not.toContain(SECRET);
  });

  test('leaves out what ends later than asked for, and keeps what has no end but something wrong', async () => {
    const { list } = setup({ fine: { expiresAt: inDays(200) }, soon: { expiresAt: inDays(30) }, gone: undefined });
    const text = await textOf(list({ within: 30 }));
    expect(text).toMatch(/^gone .*\nsoon /m);
    expect(text).not.toMatch(/^fine/m);
    expect(text).toContain('2 of 3 connections: 1 critical, 1 warning');
    expect(await textOf(setup({ fine: { expiresAt: inDays(200) } }).list({ within: 30 }))).toBe(
      'Nothing expires within 30 days, and nothing is wrong.',
    );
  });

  test('shows one tenant, and says of one that does not exist that it does not', async () => {
    const { list, counts, unreadable } = setup({
      fine: { expiresAt: inDays(200) },
      soon: { expiresAt: inDays(5) },
    });
    unreadable.push('broken');
    const text = await textOf(list({ tenant: 'fine' }));
    expect(text).toContain('1 connection: nothing to do');
    expect(text).not.toContain('soon');
    expect(await textOf(list({ tenant: 'broken' }))).toContain('connection unreadable');
    expect(counts.lists).toBe(0);
    expect(await failureOf(() => list({ tenant: 'nobody' }))).toMatchObject({ failure: { code: 'ERR_NOT_FOUND' } });
    expect(await failureOf(() => list({ tenant: 'No Body' }))).toMatchObject({ failure: { code: 'ERR_USAGE' } });
  });

  test('is a list of the others, too, where the vault fails over one', async () => {
    const { list } = setup({
      fine: { expiresAt: inDays(200) },
      slow: { failure: 'ERR_VAULT_UNAVAILABLE', expiresAt: inDays(200) },
    });
    const text = await textOf(list({ within: 300 }));
    expect(await textOf(list({ within: 30 }))).toMatch(/^slow /m);
    expect(text).toMatch(/^slow .*vault does not answer/m);
    expect(text).toMatch(/^fine /m);
  });

  test('shows what is remembered where the vault gives no list: that is when it is wanted', async () => {
    const { list, vault, ports, add } = setup({ soon: { expiresAt: inDays(5) }, fresh: { expiresAt: inDays(200) } });
    add('federated', { credential: 'federated' });
    await ports.credentialRecords.save({
      tenant: 'soon',
      facts: { kind: 'client-secret', version: 'v1', statedUntil: inDays(5) },
      checkedAt: inDays(-1),
      findings: [],
      told: { version: 'v1', causes: {} },
    });
    vault.failure = 'ERR_VAULT_ACCESS_DENIED';
    const text = await textOf(list());
    expect(text).toMatch(/^soon .* 2026-03-06 +5 .*vault refuses \[503\], expires soon$/m);
    expect(text).toMatch(/^fresh .*not known .*vault refuses \[503\]$/m);
    expect(text).toMatch(/^federated +federated +never$/m);
    expect(text).toContain('ERR_VAULT_ACCESS_DENIED  Postbus may not read the key vault.');
  });

  test('says how far it is where there are many, on standard error', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 40 }, (_none, index) => [`t${index + 10}`, { expiresAt: inDays(90) }]),
    );
    const { list, terminal } = setup(many);
    await list();
    expect(terminal.errorText()).toContain('40 of 40 looked at');
    const silent = setup(many);
    await silent.list({ json: true });
    expect(silent.terminal.errorText()).toBe('');
  });

  test('says how to begin where there is no connection', async () => {
    expect(await textOf(setup().list())).toContain('postbus tenants add <tenant>');
  });
});
