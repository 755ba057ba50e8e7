/**
 * The token endpoint's decision for a client-credentials request: a token, or the error Entra would give.
 * Checks run in the order the real service shows: tenant, parameters, app, secret, scope.
 */
import { timingSafeEqual } from 'node:crypto';
import { type Answer, jsonAnswer } from '../answer.ts';
import type { Clock } from '../clock.ts';
import type { Directory } from '../directory/directory.ts';
import type { App, AppSecret, Tenant } from '../directory/tenant.ts';
import { type TokenErrorName, tokenError } from './token-error.ts';
import type { TokenIssuer } from './token-issuer.ts';

export interface TokenForm {
  /** Path segment: GUID, domain, `common`. */
  readonly tenant: string;
  readonly grantType?: string | undefined;
  readonly clientId?: string | undefined;
  readonly clientSecret?: string | undefined;
  readonly scope?: string | undefined;
  readonly correlationId?: string | undefined;
}

export interface TokenEndpoint {
  readonly directory: Directory;
  readonly issuer: TokenIssuer;
  readonly clock: Clock;
  lifetimeSeconds(): number;
}

const knownResources = new Set([
  'https://graph.microsoft.com',
  'https://vault.azure.net',
  'https://storage.azure.com',
  'https://servicebus.azure.net',
  '00000003-0000-0000-c000-000000000000',
]);

export function requestToken(endpoint: TokenEndpoint, form: TokenForm): Answer {
  const refuse = (name: TokenErrorName, sentence: string): Answer =>
    tokenError(name, { sentence, now: endpoint.clock.now(), correlationId: form.correlationId });

  const problem = findFormProblem(form);
  if (problem !== undefined) return refuse(...problem);
  const tenant = endpoint.directory.byIdOrDomain(form.tenant);
  if (tenant === undefined) return refuse('tenantNotFound', tenantNotFound(form.tenant));
  const app = endpoint.directory.app(tenant.tenantId, form.clientId ?? '');
  if (app === undefined) return refuse('appNotFound', appNotFound(form.clientId ?? '', tenant));
  const secretProblem = findSecretProblem(app, form.clientSecret ?? '', endpoint.clock.now());
  if (secretProblem !== undefined) return refuse(...secretProblem);
  const scope = form.scope ?? '';
  const resource = resourceOf(scope);
  if (resource === undefined) return refuse('invalidScope', invalidScope(scope));
  if (!knownResources.has(resource)) return refuse('resourceNotFound', resourceNotFound(resource, tenant));
  return accept(endpoint, { tenant, app, resource });
}

export function tenantNotFound(name: string): string {
  return `Tenant '${name}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`;
}

type Problem = readonly [name: TokenErrorName, sentence: string];

function findFormProblem(form: TokenForm): Problem | undefined {
  const missing = (name: string): Problem => [
    'missingParameter',
    `The request body must contain the following parameter: '${name}'.`,
  ];
  if (form.grantType === undefined) return missing('grant_type');
  if (form.grantType !== 'client_credentials') {
    return ['unsupportedGrant', `The app requested an unsupported grant type '${form.grantType}'.`];
  }
  if (['common', 'organizations', 'consumers'].includes(form.tenant.toLowerCase())) {
    return [
      'grantNotOnCommon',
      `The grant type is not supported over the /common or /consumers endpoints. Please use the /organizations or tenant-specific endpoint.`,
    ];
  }
  if (form.clientId === undefined) return missing('client_id');
  if (form.scope === undefined) return missing('scope');
  if (form.clientSecret !== undefined) return undefined;
  return [
    'noCredential',
    `The request body must contain the following parameter: 'client_assertion' or 'client_secret'.`,
  ];
}

function findSecretProblem(app: App, presented: string, now: number): Problem | undefined {
  const secret = app.secrets.find(({ value }) => isSame(value, presented));
  // A secret that was just added is not known everywhere yet: until it starts, Entra calls it wrong, not early.
  if (secret === undefined || now < secret.startsAt) return ['wrongSecret', wrongSecret(app)];
  if (isExpired(secret, now)) return ['expiredSecret', expiredSecret(app)];
  return undefined;
}

function accept(
  { issuer, lifetimeSeconds }: TokenEndpoint,
  { tenant, app, resource }: { tenant: Tenant; app: App; resource: string },
): Answer {
  const lifetime = lifetimeSeconds();
  const token = issuer.issue({
    audience: resource,
    tenantId: tenant.tenantId,
    appId: app.clientId,
    objectId: app.objectId,
    displayName: app.displayName,
    roles: resource === 'https://graph.microsoft.com' ? app.entraRoles : [],
    lifetimeSeconds: lifetime,
  });
  const body = { token_type: 'Bearer', expires_in: lifetime, ext_expires_in: lifetime, access_token: token };
  return jsonAnswer(200, body, { 'cache-control': 'no-store, no-cache', pragma: 'no-cache' });
}

/** `https://graph.microsoft.com/.default` -> `https://graph.microsoft.com`; anything but one `.default` scope is refused. */
function resourceOf(scope: string): string | undefined {
  const match = /^(\S+?)\/+\.default$/.exec(scope.trim());
  return match?.[1];
}

function isSame(value: string, presented: string): boolean {
  const [one, other] = [Buffer.from(value), Buffer.from(presented)];
  return one.length === other.length && timingSafeEqual(one, other);
}

function isExpired(secret: AppSecret, now: number): boolean {
  return secret.expiresAt <= now;
}

function appNotFound(clientId: string, tenant: Tenant): string {
  return `Application with identifier '${clientId}' was not found in the directory '${tenant.displayName}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`;
}

function wrongSecret(app: App): string {
  return `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${app.clientId}'.`;
}

function expiredSecret(app: App): string {
  return `The provided client secret keys for app '${app.clientId}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.`;
}

function invalidScope(scope: string): string {
  return `The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope ${scope} is not valid.`;
}

function resourceNotFound(resource: string, tenant: Tenant): string {
  return `The resource principal named ${resource} was not found in the tenant named ${tenant.displayName}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.`;
}
