/** /control/tenants: list, create, change and remove tenants. */
import { Hono } from 'hono';
import type { AppSecret, Tenant } from '../directory/tenant.ts';
import type { ServerContext, ServerEnvironment } from '../perform.ts';
import { certificateNameOf, secretNameOf } from '../seed.ts';
import { storeSecret } from '../store-credential.ts';
import type { World } from '../world.ts';
import { newCertificateSchema, newFederatedCredentialSchema, withFederatedCredential } from './app-credentials.ts';
import {
  grantsSchema,
  makeTenant,
  type NewTenant,
  newSecretSchema,
  newTenantSchema,
  withExpiredSecrets,
  withGrants,
  withoutSecret,
  withSecret,
} from './new-tenant.ts';
import { InputProblems, readInput } from './read-input.ts';
import { addCredentialRoutes, issueCertificate, type OnTenant } from './tenant-credential-routes.ts';
import { toConnection, toSummary } from './tenant-summary.ts';

export function tenantRoutes(world: World): Hono<ServerEnvironment> {
  const { directory, exchange, issuer } = world;
  const app = new Hono<ServerEnvironment>();
  const onTenant = (change: OnTenant) => (context: ServerContext) => {
    const tenant = directory.byKey(context.req.param('key') ?? '');
    return tenant === undefined ? context.notFound() : change(tenant, context);
  };

  app.get('/', (context) => context.json(directory.tenants().map((tenant) => toSummary(tenant, exchange))));
  app.post('/', async (context) => {
    const tenant = await add(world, await readInput(context, newTenantSchema));
    return context.json(toConnection(tenant), 201);
  });
  app.delete(
    '/:key',
    onTenant((tenant, context) => {
      remove(world, tenant);
      return context.body(null, 204);
    }),
  );
  app.post('/:key/secrets', onTenant(addSecret(world)));
  app.post('/:key/expire-secrets', onTenant(expireSecrets(world)));
  app.delete('/:key/secrets/:keyId', onTenant(removeSecret(world)));
  app.patch('/:key/grants', onTenant(changeGrants(world)));
  addCredentialRoutes(app, world, onTenant);
  app.post(
    '/:key/revoke-tokens',
    onTenant((tenant, context) => {
      issuer.revoke(tenant.tenantId);
      return context.body(null, 204);
    }),
  );
  return app;
}

function addSecret(world: World): OnTenant {
  return async (tenant, context) => {
    const input = await readInput(context, newSecretSchema);
    const changed = withSecret(tenant, input, world.clock.now());
    if (input.updateVault) storeSecret(world.vault, changed);
    world.directory.put(changed);
    // Like the portal, the only time the value is shown.
    const secret = changed.apps[0]?.secrets.at(-1);
    return context.json({ ...toSummary(changed, world.exchange), newSecret: secret && showOnce(secret) });
  };
}

function showOnce({ keyId, value, startsAt, expiresAt }: AppSecret) {
  return { keyId, value, startsAt: new Date(startsAt).toISOString(), expiresAt: new Date(expiresAt).toISOString() };
}

/** The vault's copy says so too, as it would: both got the date when the secret was made. */
function expireSecrets(world: World): OnTenant {
  return (tenant, context) => {
    const { clock, vault } = world;
    const secretName = secretNameOf(tenant.key);
    for (const { version, exp = Number.POSITIVE_INFINITY } of vault.find(secretName)?.versions ?? [])
      vault.update(secretName, version, { exp: Math.min(exp, Math.floor(clock.now() / 1_000)) });
    return put(world, context, withExpiredSecrets(tenant, clock.now()));
  };
}

function removeSecret(world: World): OnTenant {
  return (tenant, context) => put(world, context, withoutSecret(tenant, context.req.param('keyId') ?? ''));
}

function changeGrants(world: World): OnTenant {
  return async (tenant, context) =>
    put(world, context, withGrants(tenant, await readInput(context, grantsSchema), world.clock.now()));
}

function put({ directory, exchange }: World, context: ServerContext, tenant: Tenant): Response {
  directory.put(tenant);
  return context.json(toSummary(tenant, exchange));
}

function remove({ directory, exchange, vault }: World, tenant: Tenant): void {
  for (const { address } of tenant.mailboxes) exchange.emptyMailbox(address);
  for (const name of [secretNameOf(tenant.key), certificateNameOf(tenant.key)]) vault.purge(name);
  directory.remove(tenant.key);
}

async function add(world: World, input: NewTenant): Promise<Tenant> {
  const { clock, directory, vault } = world;
  refuseTakenKey(world, input.key);
  const tenant = await withCredential(world, makeTenant(input, clock.now()), input);
  // Making a certificate took a while.
  refuseTakenKey(world, input.key);
  try {
    directory.put(tenant);
  } catch (error) {
    throw new InputProblems([`mailboxes: ${error instanceof Error ? error.message : String(error)}`]);
  }
  storeSecret(vault, tenant);
  return tenant;
}

async function withCredential(world: World, tenant: Tenant, input: NewTenant): Promise<Tenant> {
  if (input.credential === 'federated') return withFederatedCredential(tenant, newFederatedCredentialSchema.parse({}));
  if (input.credential === 'client-secret') return tenant;
  const wanted = newCertificateSchema.parse({ expiresInDays: input.secretExpiresInDays });
  return (await issueCertificate(world, tenant, wanted)).change(tenant);
}

function refuseTakenKey({ directory }: World, key: string): void {
  if (directory.byKey(key) !== undefined) throw new InputProblems([`key: ${key} is taken`]);
}
