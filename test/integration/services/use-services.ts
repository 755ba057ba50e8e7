/** A sandbox and the product's services pointed at it, for the tests of this folder. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll } from '@jest/globals';
import type { LogEvent } from '../../../shared/log/log-sink.ts';
import { createFindEndpoints } from '../../../shared/services/cloud-endpoints.ts';
import { openAppIdentity } from '../../../shared/services/identity/app-identity.ts';
import { trustAuthority } from '../../../shared/services/trust-authority.ts';
import { type Connection, type ConnectionInput, connectionSchema } from '../../../shared/tenant/connection.ts';
import { type RunningSandbox, type StartSandboxOptions, startSandbox } from '../../harness/start-sandbox.ts';

export function useServices(options: StartSandboxOptions = {}) {
  let sandbox: RunningSandbox | undefined;
  const running = (): RunningSandbox => {
    if (!sandbox) throw new Error('the sandbox does not run yet');
    return sandbox;
  };
  const setting = (name: string): string => running().settings[name] ?? '';

  beforeAll(async () => {
    sandbox = await startSandbox(options);
    Object.assign(process.env, {
      IDENTITY_ENDPOINT: setting('IDENTITY_ENDPOINT'),
      IDENTITY_HEADER: setting('IDENTITY_HEADER'),
    });
    trustAuthority(readFileSync(setting('POSTBUS_CA_FILE'), 'utf8'));
  }, 60_000);

  afterAll(async () => {
    await sandbox?.stop();
  });

  return {
    sandbox: running,
    setting,
    identity: () => openAppIdentity(undefined),
    endpoints: () =>
      createFindEndpoints({ login: setting('POSTBUS_LOGIN_ENDPOINT'), graph: setting('POSTBUS_GRAPH_ENDPOINT') }),
    connection: (tenant: string, overrides: Partial<ConnectionInput> = {}): Connection => {
      const found = running().tenants.find(({ key }) => key === tenant);
      if (!found) throw new Error(`no tenant ${tenant}`);
      const { tenantId, clientId, secretName, mailboxes } = found;
      return connectionSchema.parse({
        tenant,
        tenantId,
        clientId,
        secretName,
        mailboxes: mailboxes.map(({ address }) => address),
        ...overrides,
      });
    },
    /** A tenant of a test's own. */
    async newTenant(key: string, body: object = {}): Promise<Connection> {
      const { tenantId, clientId, credential, secretName } = await running().control<RunningSandbox['tenants'][number]>(
        'tenants',
        { method: 'POST', body: { key, mailboxes: [`noreply@${key}.example`], ...body } },
      );
      return connectionSchema.parse({
        tenant: key,
        tenantId,
        clientId,
        credential,
        ...(credential === 'federated' ? {} : { secretName }),
        mailboxes: [`noreply@${key}.example`],
      });
    },
    /** How often an operation was answered so. */
    async requests(): Promise<Readonly<Record<string, number>>> {
      return running().control('requests');
    },
    events: [] as LogEvent[],
  };
}
