import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type RunningSandbox, startSandbox } from '../harness/start-sandbox.ts';
import { runCli } from './cli-run.ts';

jest.setTimeout(60_000);

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(async () => {
  await sandbox.stop();
});

const run = (...args: readonly string[]) => runCli(args, sandbox.settings);

/** A tenant of the sandbox, and the flags that connect it. */
async function newTenant(key: string, credential: string): Promise<readonly string[]> {
  const mailbox = `noreply@${key}.example`;
  const { tenantId, clientId } = await sandbox.control<RunningSandbox['tenants'][number]>('tenants', {
    method: 'POST',
    body: { key, credential, mailboxes: [mailbox] },
  });
  const flags = ['--tenant-id', tenantId, '--client-id', clientId, '--mailbox', mailbox, '--credential', credential];
  return ['tenants', 'add', key, ...flags];
}

describe('postbus tenants, by kind of credential', () => {
  test('adds, shows and removes a tenant with a certificate, and deletes no certificate', async () => {
    const added = await run(...(await newTenant('with-certificate', 'certificate')));
    expect(added).toMatchObject({ exitCode: 0, err: '' });
    expect(added.out).toMatch(/^found certificate postbus-with-certificate-certificate in Key Vault, expires /);
    expect(added.out).toMatch(/with the thumbprint [0-9A-F]{40}\./);
    expect((await run('tenants', 'show', 'with-certificate')).out).toMatch(
      /certificate +postbus-with-certificate-certificate\n +expires .* days left/,
    );
    const removed = await run('tenants', 'remove', 'with-certificate', '--with-secret', '--yes');
    expect(removed.out).toContain('kept certificate postbus-with-certificate-certificate in Key Vault');
  });

  test('warns of a certificate that is of no use', async () => {
    const add = await newTenant('with-secret-only', 'certificate');
    const vaultSecret = { method: 'PUT', body: { value: 'abc8Q~no-certificate' } } as const;
    await sandbox.control('tenants/with-secret-only/vault-secret', vaultSecret);
    const added = await run(...add);
    expect(added).toMatchObject({ exitCode: 0, err: expect.stringContaining('warning: ERR_CREDENTIAL_UNUSABLE') });
    expect(added.err).not.toContain('abc8Q');
  });

  test('adds and shows a federated tenant, with what Entra ID must be told', async () => {
    const add = await newTenant('without-secret', 'federated');
    const added = await run(...add, '--json');
    expect(added.json()).toMatchObject({
      connection: { credential: 'federated' },
      federatedCredential: { audience: 'api://AzureADTokenExchange' },
    });
    expect((await run('tenants', 'show', 'without-secret')).out).toMatch(/credential +federated/);
    expect((await run('tenants', 'show', 'without-secret', '--json')).json()).toMatchObject({
      secret: { state: 'none' },
    });
    expect(await run('tenants', 'remove', 'without-secret', '--with-secret', '--yes')).toMatchObject({ exitCode: 0 });
  });

  test('refuses a certificate that is not in Key Vault, and writes no connection', async () => {
    const add = await newTenant('without-certificate', 'certificate');
    expect(await run(...add, '--secret-name', 'nothing-here')).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining('There is no certificate nothing-here in Key Vault.'),
    });
    expect(await run('tenants', 'show', 'without-certificate')).toMatchObject({ exitCode: 3 });
  });
});
