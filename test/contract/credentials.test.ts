import { createEntraTokens } from '../../shared/services/entra/entra-tokens.ts';
import { createFederatedCredentials } from '../../shared/services/entra/federated-credentials.ts';
import { createKeyVaultCredentials } from '../../shared/services/key-vault/key-vault-credentials.ts';
import { createCredentialsByKind } from '../../shared/tenant/credentials-by-kind.ts';
import { useServices } from '../integration/services/use-services.ts';
import { type CredentialsBundle, exerciseCredentials } from './exercise-credentials.ts';

const services = useServices();

const control = (path: string, method: 'POST' | 'DELETE', body?: object): Promise<unknown> =>
  services.sandbox().control(path, { method, ...(body ? { body } : {}) });

async function open(tenant: string, body: object): Promise<Omit<CredentialsBundle, 'renew' | 'revoke'>> {
  const identity = services.identity();
  const connection = await services.newTenant(tenant, body);
  return {
    connection,
    credentials: createCredentialsByKind({
      vault: createKeyVaultCredentials({
        vaultUrl: services.setting('POSTBUS_KEY_VAULT_URL'),
        identity,
        log: () => undefined,
      }),
      federated: createFederatedCredentials(identity),
    }),
    tokens: createEntraTokens(services.endpoints()),
    send: (token) => send(token, connection.mailboxes[0] ?? ''),
    tokenRequests: async (status = 200) => (await services.requests())[`entra.token.${status}`] ?? 0,
  };
}

async function send(token: string, mailbox: string): Promise<number> {
  const message = {
    subject: 'Hello',
    body: { contentType: 'text', content: 'Hello' },
    toRecipients: [{ emailAddress: { address: 'ada@example.org' } }],
  };
  const response = await fetch(`${services.setting('POSTBUS_GRAPH_ENDPOINT')}/v1.0/users/${mailbox}/sendMail`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ message }),
  });
  await response.arrayBuffer();
  return response.status;
}

type App = {
  readonly secrets: readonly { readonly keyId: string }[];
  readonly certificates: readonly { readonly thumbprint: string }[];
};

async function appOf(tenant: string): Promise<App | undefined> {
  const all = await services.sandbox().control<readonly { key: string; apps: readonly App[] }[]>('tenants');
  return all.find(({ key }) => key === tenant)?.apps[0];
}

async function removeSecrets(tenant: string): Promise<void> {
  for (const { keyId } of (await appOf(tenant))?.secrets ?? [])
    await control(`tenants/${tenant}/secrets/${keyId}`, 'DELETE');
}

async function unregisterCertificates(tenant: string): Promise<void> {
  for (const { thumbprint } of (await appOf(tenant))?.certificates ?? [])
    await control(`tenants/${tenant}/certificates/${thumbprint}`, 'DELETE');
}

exerciseCredentials('client secret', 'client-secret', async (tenant) => ({
  ...(await open(tenant, {})),
  revoke: () => removeSecrets(tenant),
  renew: async () => {
    await removeSecrets(tenant);
    await control(`tenants/${tenant}/secrets`, 'POST', {});
  },
}));

for (const format of ['pem', 'pkcs12'] as const) {
  exerciseCredentials(`certificate as ${format}`, 'certificate', async (tenant) => {
    const bundle = await open(tenant, { credential: 'certificate' });
    const renew = async () => {
      await unregisterCertificates(tenant);
      await control(`tenants/${tenant}/certificates`, 'POST', { format });
    };
    await renew();
    return { ...bundle, renew, revoke: () => unregisterCertificates(tenant) };
  });
}

exerciseCredentials('federated', 'federated', async (tenant) => ({
  ...(await open(tenant, { credential: 'federated' })),
  revoke: async () => {
    await control(`tenants/${tenant}/federated-credentials/postbus`, 'DELETE');
  },
  renew: async () => {
    await control(`tenants/${tenant}/federated-credentials`, 'POST', { name: 'postbus-2' });
    await control(`tenants/${tenant}/federated-credentials/postbus`, 'DELETE');
  },
}));
