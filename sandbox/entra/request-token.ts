/**
 * The token endpoint's decision for a client-credentials request: a token, or the error Entra would give.
 * Checks run in the order the real service shows: tenant, parameters, app, secret or assertion, scope.
 */
import { type Answer, jsonAnswer } from '../answer.ts';
import type { Clock } from '../clock.ts';
import type { Directory } from '../directory/directory.ts';
import type { App, Tenant } from '../directory/tenant.ts';
import { findAssertionProblem } from './check-assertion.ts';
import { findSecretProblem } from './check-secret.ts';
import { type TokenErrorName, tokenError } from './token-error.ts';
import type { TokenIssuer } from './token-issuer.ts';
import type { TokenProblem } from './token-problem.ts';

export interface TokenForm {
  /** Path segment: GUID, domain, `common`. */
  readonly tenant: string;
  /** Where it was asked, as `https://localhost:8444`. */
  readonly origin: string;
  readonly grantType?: string | undefined;
  readonly clientId?: string | undefined;
  readonly clientSecret?: string | undefined;
  readonly assertion?: string | undefined;
  readonly assertionType?: string | undefined;
  readonly scope?: string | undefined;
  readonly correlationId?: string | undefined;
}

export interface TokenEndpoint {
  readonly directory: Directory;
  readonly issuer: TokenIssuer;
  /** Of the managed identity's tokens, which may vouch for an app. */
  readonly identityIssuer: Pick<TokenIssuer, 'verify'>;
  readonly clock: Clock;
  /** Milliseconds since 1970: by it goes who signs assertions. */
  machineNow(): number;
  chance(): number;
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
  const credentialProblem = findCredentialProblem(endpoint, form, { tenant, app });
  if (credentialProblem !== undefined) return refuse(...credentialProblem);
  const scope = form.scope ?? '';
  const resource = resourceOf(scope);
  if (resource === undefined) return refuse('invalidScope', invalidScope(scope));
  if (!knownResources.has(resource)) return refuse('resourceNotFound', resourceNotFound(resource, tenant));
  return accept(endpoint, { tenant, app, resource, isByAssertion: form.assertion !== undefined });
}

export function tenantNotFound(name: string): string {
  return `Tenant '${name}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`;
}

const jwtBearer = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

function findFormProblem(form: TokenForm): TokenProblem | undefined {
  const missing = (name: string): TokenProblem => [
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
  if (form.assertion !== undefined) {
    // Microsoft documents no answer to another type; this one names what is wanted.
    return form.assertionType === jwtBearer ? undefined : missing('client_assertion_type');
  }
  if (form.clientSecret !== undefined) return undefined;
  return [
    'noCredential',
    `The request body must contain the following parameter: 'client_assertion' or 'client_secret'.`,
  ];
}

/** An assertion goes before a secret that came with it. */
function findCredentialProblem(
  { clock, chance, identityIssuer, machineNow }: TokenEndpoint,
  { assertion, clientSecret = '', origin, tenant: named }: TokenForm,
  { tenant, app }: { tenant: Tenant; app: App },
): TokenProblem | undefined {
  const now = clock.now();
  if (assertion === undefined) return findSecretProblem(app, clientSecret, { now, chance });
  const audiences = [tenant.tenantId, named].flatMap((name) => [
    `${origin}/${name}/oauth2/v2.0/token`,
    `${origin}/${name}/v2.0`,
  ]);
  return findAssertionProblem(assertion, { app, audiences, issuer: identityIssuer, now, machineNow: machineNow() });
}

interface Accepted {
  readonly tenant: Tenant;
  readonly app: App;
  readonly resource: string;
  readonly isByAssertion: boolean;
}

function accept(
  { issuer, lifetimeSeconds }: TokenEndpoint,
  { tenant, app, resource, isByAssertion }: Accepted,
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
    isByAssertion,
  });
  const body = { token_type: 'Bearer', expires_in: lifetime, ext_expires_in: lifetime, access_token: token };
  return jsonAnswer(200, body, { 'cache-control': 'no-store, no-cache', pragma: 'no-cache' });
}

/** `https://graph.microsoft.com/.default` -> `https://graph.microsoft.com`; anything but one `.default` scope is refused. */
function resourceOf(scope: string): string | undefined {
  const match = /^(\S+?)\/+\.default$/.exec(scope.trim());
  return match?.[1];
}

function appNotFound(clientId: string, tenant: Tenant): string {
  return `Application with identifier '${clientId}' was not found in the directory '${tenant.displayName}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`;
}

function invalidScope(scope: string): string {
  return `The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope ${scope} is not valid.`;
}

function resourceNotFound(resource: string, tenant: Tenant): string {
  return `The resource principal named ${resource} was not found in the tenant named ${tenant.displayName}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.`;
}
