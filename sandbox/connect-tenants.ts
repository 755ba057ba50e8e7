/** Adds a connection for each tenant of the sandbox, by the command an operator uses. Their secrets are in the vault already. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { SandboxDescription } from './sandbox-file.ts';

const run = promisify(execFile);

/** Fails with what the command said. */
export async function connectTenants({ tenants, settings }: SandboxDescription): Promise<void> {
  await Promise.all(tenants.map((tenant) => connect(tenant, settings)));
}

async function connect(
  { key, tenantId, clientId, credential, secretName, mailboxes }: SandboxDescription['tenants'][number],
  settings: Readonly<Record<string, string>>,
): Promise<void> {
  const addresses = mailboxes.flatMap(({ address }) => ['--mailbox', address]);
  const flags = [
    '--tenant-id',
    tenantId,
    '--client-id',
    clientId,
    ...(credential === 'client-secret' ? ['--keep-secret'] : ['--credential', credential]),
    ...(secretName === undefined ? [] : ['--secret-name', secretName]),
    ...addresses,
  ];
  await run(process.execPath, ['cli/postbus.ts', 'tenants', 'add', key, ...flags], {
    env: { ...process.env, ...settings },
  }).catch((error: Error & { stderr?: string }) => {
    throw new Error(`The tenant ${key} could not be connected: ${error.stderr?.trim() || error.message}`, {
      cause: error,
    });
  });
}
