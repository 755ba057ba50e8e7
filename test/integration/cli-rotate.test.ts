/** `postbus secrets rotate` as an operator runs it, against the sandbox: to its end, killed on its way, and where the app may not. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { openTable } from '../../shared/services/table-storage/table.ts';
import { createTableConnections } from '../../shared/services/table-storage/table-connections.ts';
import { connectionSchema } from '../../shared/tenant/connection.ts';
import { type RunningSandbox, type SandboxTenant, startSandbox } from '../harness/start-sandbox.ts';
import { runCli } from './cli-run.ts';

const MINUTE = 60_000;
const MAY_CHANGE = { entraRoles: ['Mail.ReadWrite', 'Mail.Send', 'Application.ReadWrite.OwnedBy'] };
jest.setTimeout(5 * MINUTE);

const postbus = fileURLToPath(new URL('../../cli/postbus.ts', import.meta.url));
let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
}, MINUTE);
afterAll(() => sandbox.stop());

const noIdentity = { getToken: async () => null };

/** A tenant of a test's own, connected. */
async function newTenant(key: string, body: object = MAY_CHANGE): Promise<void> {
  const mailboxes = [`noreply@${key}.example`];
  const made = await sandbox.control<SandboxTenant>('tenants', { method: 'POST', body: { key, mailboxes, ...body } });
  const { tenantId, clientId, secretName } = made;
  const connections = createTableConnections(openTable(sandbox.settings.POSTBUS_TABLE_STORAGE ?? '', noIdentity));
  await connections.save(connectionSchema.parse({ tenant: key, tenantId, clientId, secretName, mailboxes }));
}

interface Password {
  readonly keyId: string;
  readonly displayName: string;
}

interface TenantSummary {
  readonly key: string;
  readonly apps: readonly { readonly secrets: readonly Password[] }[];
}

async function passwordsOf(key: string): Promise<readonly Password[]> {
  const tenants = await sandbox.control<readonly TenantSummary[]>('tenants');
  return tenants.filter((each) => each.key === key).flatMap(({ apps }) => apps.flatMap(({ secrets }) => secrets));
}

const rotate = (key: string, ...flags: readonly string[]) =>
  runCli(['secrets', 'rotate', key, '--watch-seconds', '0', ...flags], sandbox.settings);

/** Kills it as soon as it says so. */
async function killAt(key: string, line: string): Promise<void> {
  const env = { PATH: process.env.PATH, ...sandbox.settings };
  const child = spawn(process.execPath, [postbus, 'secrets', 'rotate', key, '--watch-seconds', '0'], { env });
  const ended = once(child, 'close');
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk;
    if (said.includes(line)) child.kill('SIGKILL');
  });
  await ended;
  expect(said).toContain(line);
}

describe('postbus secrets rotate', () => {
  test('makes a new secret beside the earlier one, and takes that away when it is run again', async () => {
    await newTenant('rotating');
    const [first] = await passwordsOf('rotating');
    const made = await rotate('rotating', '--json');
    expect(made).toMatchObject({ exitCode: 0, err: '' });
    expect(made.json()).toMatchObject({ action: 'rotated', rotation: { state: 'overlapping', graceMinutes: 60 } });
    const { keyId } = made.json().rotation;
    expect((await passwordsOf('rotating')).map((each) => each.keyId)).toEqual([first?.keyId, keyId]);

    const again = await rotate('rotating');
    expect(again.err).toContain('Going on with the rotation');
    expect(again.out).toMatch(/The earlier one works until .*: postbus secrets rotate rotating --finish/s);
    const ended = await rotate('rotating', '--grace-minutes', '0');
    expect(ended).toMatchObject({ exitCode: 0, out: expect.stringContaining('nothing is left to do') });
    expect((await passwordsOf('rotating')).map((each) => each.keyId)).toEqual([keyId]);

    // Begun anew: what is at its end is not gone on with.
    await rotate('rotating', '--grace-minutes', '0', '--days', '30');
    const [last, ...others] = await passwordsOf('rotating');
    expect(others).toEqual([]);
    expect(last?.keyId).not.toBe(keyId);
  });

  test('comes to its end when it is killed on its way and run again', async () => {
    const kills = ['✓ made', '✓ proved', '✓ stored', '✓ told'].map((line) => ({
      line,
      key: `killed-${line.replace(/\W/g, '')}`,
    }));
    const before = await Promise.all(
      kills.map(async ({ line, key }) => {
        await newTenant(key);
        const passwords = await passwordsOf(key);
        await killAt(key, line);
        return passwords;
      }),
    );
    // Whoever was killed is no longer waited for.
    await sandbox.control('clock', { method: 'POST', body: { advanceMilliseconds: 2 * MINUTE } });
    const ends = await Promise.all(kills.map(({ key }) => rotate(key, '--grace-minutes', '0')));
    for (const ended of ends)
      expect(ended).toMatchObject({ exitCode: 0, out: expect.stringContaining('nothing is left to do') });
    for (const [index, { key }] of kills.entries()) {
      const left = await passwordsOf(key);
      expect(left).toHaveLength(1);
      expect(left[0]?.keyId).not.toBe(before[index]?.[0]?.keyId);
    }
  });

  test('says what an app lacks that may not, and takes a secret that somebody made', async () => {
    await newTenant('byhand', {});
    const refused = await rotate('byhand');
    expect(refused).toMatchObject({ exitCode: 1, out: '' });
    expect(refused.err).toMatch(/ERR_ROTATION_NOT_PERMITTED.*Application\.ReadWrite\.OwnedBy/s);
    const { newSecret } = await sandbox.control<{ newSecret: { value: string } }>('tenants/byhand/secrets', {
      method: 'POST',
      body: { updateVault: false },
    });
    const flags = ['secrets', 'rotate', 'byhand', '--watch-seconds', '0', '--grace-minutes', '0'];
    const taken = await runCli(
      [...flags, '--secret-stdin', '--secret-expires', '2099-06-30'],
      sandbox.settings,
      newSecret.value,
    );
    expect(taken).toMatchObject({
      exitCode: 0,
      out: expect.stringContaining('Left to you (the app may not do that itself)'),
    });
    expect(taken.out + taken.err).not.toContain(newSecret.value);
    const { credentials } = (await runCli(['secrets', 'byhand', '--json'], sandbox.settings)).json();
    // The SDK of Key Vault cannot write what is later.
    expect(credentials).toMatchObject([{ tenant: 'byhand', expiresAt: '2038-01-19T03:14:07.000Z' }]);
  });

  test('refuses a connection that has no client secret, and a tenant nobody knows', async () => {
    expect(await rotate('nobody')).toMatchObject({ exitCode: 3 });
    expect(await rotate('rotating', '--days', '0')).toMatchObject({ exitCode: 2 });
  });
});
