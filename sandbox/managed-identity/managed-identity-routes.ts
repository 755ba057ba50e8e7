/**
 * The managed-identity endpoint of App Service and Functions, on plain HTTP as in Azure: Postbus's own identity.
 * Promises: a token for any resource to a caller that shows the identity header; the header is a fixed, documented value,
 * so that local.settings.example.json works unchanged. It guards nothing: the port is on loopback and the vault is a toy.
 */
import { Hono } from 'hono';
import { type Answer, jsonAnswer, toResponse } from '../answer.ts';
import type { Clock } from '../clock.ts';
import type { TokenIssuer } from '../entra/token-issuer.ts';
import { type Performer, perform, type ServerContext, type ServerEnvironment } from '../perform.ts';

export const identityHeader = 'postbus-sandbox-identity';

/** Postbus's own home: the tenant its managed identity lives in. It has no mailboxes. */
export const homeTenantId = '90b05000-0000-4000-8000-000100000000';

/** Who the managed identity is, as tokens and the vault know it. */
export const managedIdentity = {
  appId: '90b05000-0000-4000-8000-000200000000',
  objectId: '90b05000-0000-4000-8000-000200000001',
} as const;

export interface ManagedIdentityOptions {
  readonly issuer: TokenIssuer;
  readonly clock: Clock;
  readonly performer: Performer;
  log(line: string): void;
}

/** What a token of this identity is asked for when it shall vouch for an app (workload identity federation). */
export const tokenExchangeAudience = 'api://AzureADTokenExchange';

/** Microsoft's login host, not the sandbox's: a federated credential names it, and nobody fetches anything there. */
export const tokenExchangeIssuer = `https://login.microsoftonline.com/${homeTenantId}/v2.0`;

// Managed-identity tokens live a day, unlike an app's.
const lifetimeSeconds = 86_400;

export function managedIdentityRoutes(options: ManagedIdentityOptions): Hono<ServerEnvironment> {
  const app = new Hono<ServerEnvironment>();
  app.get('/msi/token', (context: ServerContext) =>
    perform(options.performer, {
      context,
      call: { service: 'entra', operation: 'managedIdentityToken' },
      run: () => answerToken(options, context),
    }),
  );
  app.notFound((context) => {
    options.log(`Managed identity: ${context.req.method} ${context.req.path} is not built.`);
    options.performer.counts.count('entra', 'unhandled', 501);
    return toResponse(refuse(501, 'The sandbox serves GET /msi/token only.'));
  });
  return app;
}

function answerToken({ issuer, clock }: ManagedIdentityOptions, context: ServerContext): Answer {
  if (context.req.header('x-identity-header') !== identityHeader) {
    return refuse(401, 'The X-IDENTITY-HEADER header is missing or is not the value of IDENTITY_HEADER.');
  }
  if (context.req.query('api-version') !== '2019-08-01') return refuse(400, 'api-version must be 2019-08-01.');
  const resource = context.req.query('resource');
  if (resource === undefined || resource === '') return refuse(400, 'The resource parameter is missing.');
  const token = issuer.issue({
    audience: resource,
    tenantId: homeTenantId,
    ...managedIdentity,
    displayName: 'postbus',
    roles: [],
    lifetimeSeconds,
    issuer: resource === tokenExchangeAudience ? tokenExchangeIssuer : undefined,
  });
  return jsonAnswer(200, {
    access_token: token,
    // A string of seconds, unlike Entra's expires_in.
    expires_on: String(Math.floor(clock.now() / 1000) + lifetimeSeconds),
    resource,
    token_type: 'Bearer',
    client_id: context.req.query('client_id') ?? managedIdentity.appId,
  });
}

function refuse(statusCode: number, message: string): Answer {
  return jsonAnswer(statusCode, { statusCode, message });
}
