/** /control/tenants/<key>/…: certificates, federated credentials, the app registration, and what the vault holds. */
import type { Hono } from 'hono';
import { makeCertificate, thumbprintOf } from '../app-certificate/make-certificate.ts';
import type { Tenant } from '../directory/tenant.ts';
import type { ServerContext, ServerEnvironment } from '../perform.ts';
import { storeCertificate, storeValue } from '../store-credential.ts';
import type { World } from '../world.ts';
import {
  type NewCertificate,
  newCertificateSchema,
  newFederatedCredentialSchema,
  registrationSchema,
  thumbprintSchema,
  validityOf,
  vaultSecretSchema,
  withCertificate,
  withFederatedCredential,
  withoutFederatedCredential,
  withRegistration,
  withSettings,
} from './app-credentials.ts';
import { readInput } from './read-input.ts';
import { toSummary, vaultNameOf } from './tenant-summary.ts';

export type OnTenant = (tenant: Tenant, context: ServerContext) => Response | Promise<Response>;

/** `onTenant` finds the tenant that a path names, or answers that there is none. */
export function addCredentialRoutes(
  app: Hono<ServerEnvironment>,
  world: World,
  onTenant: (change: OnTenant) => (context: ServerContext) => Response | Promise<Response>,
): void {
  app.post('/:key/certificates', onTenant(addCertificate(world)));
  app.post(
    '/:key/certificates/register',
    onTenant(async (tenant, context) => {
      const { thumbprint } = await readInput(context, thumbprintSchema);
      return put(world, context, withRegistration(tenant, thumbprint, true));
    }),
  );
  app.delete(
    '/:key/certificates/:thumbprint',
    onTenant((tenant, context) =>
      put(world, context, withRegistration(tenant, context.req.param('thumbprint'), false)),
    ),
  );
  app.post(
    '/:key/federated-credentials',
    onTenant(async (tenant, context) =>
      put(world, context, withFederatedCredential(tenant, await readInput(context, newFederatedCredentialSchema))),
    ),
  );
  app.delete(
    '/:key/federated-credentials/:name',
    onTenant((tenant, context) =>
      put(world, context, withoutFederatedCredential(tenant, context.req.param('name') ?? '')),
    ),
  );
  app.patch(
    '/:key/registration',
    onTenant(async (tenant, context) =>
      put(world, context, withSettings(tenant, await readInput(context, registrationSchema))),
    ),
  );
  app.put('/:key/vault-secret', onTenant(storeAnything(world)));
}

/** Makes a certificate, and puts it where it is asked for; to be put into the directory by the caller. */
export async function issueCertificate({ clock, vault }: World, tenant: Tenant, input: NewCertificate) {
  const made = await makeCertificate(`postbus-${tenant.key}`, validityOf(input, clock.now()));
  if (input.updateVault) storeCertificate(vault, tenant, { made, format: input.format });
  return { made, change: (current: Tenant): Tenant => withCertificate(current, made, input) };
}

function addCertificate(world: World): OnTenant {
  return async (tenant, context) => {
    const { made, change } = await issueCertificate(world, tenant, await readInput(context, newCertificateSchema));
    // Making it took a while: what another request changed meanwhile stays.
    const changed = change(world.directory.byKey(tenant.key) ?? tenant);
    world.directory.put(changed);
    const newCertificate = { thumbprint: thumbprintOf(made.certificate), certificate: made.certificate };
    return context.json({ ...toSummary(changed, world.exchange), newCertificate });
  };
}

/** As somebody does who pastes the wrong thing: nothing about the value is checked. */
function storeAnything({ clock, exchange, vault }: World): OnTenant {
  return async (tenant, context) => {
    const input = await readInput(context, vaultSecretSchema);
    const inSeconds = (days: number | null) =>
      days === null ? undefined : Math.floor(clock.now() / 1_000 + days * 86_400);
    storeValue(vault, vaultNameOf(tenant, input.credential), {
      value: input.value,
      contentType: input.contentType,
      enabled: input.enabled,
      exp: inSeconds(input.expiresInDays),
      nbf: inSeconds(input.notBeforeInDays),
    });
    return context.json(toSummary(tenant, exchange));
  };
}

function put({ directory, exchange }: World, context: ServerContext, tenant: Tenant): Response {
  directory.put(tenant);
  return context.json(toSummary(tenant, exchange));
}
