/**
 * Key Vault over HTTPS, for the unmodified SecretClient (with disableChallengeResourceVerification, since the host is localhost).
 * Promises: a request without a token gets the 401 challenge; only Postbus's managed identity may enter;
 * what it does not know is answered 501 in the vault's error shape, logged and counted.
 */
import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { type Answer, toResponse } from '../answer.ts';
import type { TokenIssuer } from '../entra/token-issuer.ts';
import { homeTenantId, managedIdentity } from '../managed-identity/managed-identity-routes.ts';
import type { OperationName } from '../operation-names.ts';
import { type Performer, perform, type ServerContext, type ServerEnvironment } from '../perform.ts';
import { type ListRequest, listDeletedSecrets, listSecrets, listSecretVersions } from './list-secrets.ts';
import * as operations from './secret-operations.ts';
import type { Vault } from './vault.ts';
import { badParameter, vaultError } from './vault-answer.ts';
import { vaultRefusals } from './vault-refusals.ts';

export interface KeyVaultOptions {
  readonly vault: Vault;
  readonly issuer: TokenIssuer;
  readonly performer: Performer;
  /** `https://localhost:8444`: where the challenge sends a caller without a token. */
  loginEndpoint(): string;
  log(line: string): void;
}

type Route = readonly [
  method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  name: OperationName<'key-vault'>,
  run: (request: operations.SecretRequest, list: ListRequest) => Answer,
];

const routes: readonly Route[] = [
  ['GET', '/secrets', 'listSecrets', (_, list) => listSecrets(list)],
  ['GET', '/secrets/:name/versions', 'listSecretVersions', ({ name }, list) => listSecretVersions({ ...list, name })],
  ['GET', '/secrets/:name/:version?', 'getSecret', operations.getSecret],
  ['PUT', '/secrets/:name', 'setSecret', operations.setSecret],
  ['PATCH', '/secrets/:name/:version?', 'updateSecret', operations.updateSecret],
  ['DELETE', '/secrets/:name', 'deleteSecret', operations.deleteSecret],
  ['GET', '/deletedsecrets', 'listDeletedSecrets', (_, list) => listDeletedSecrets(list)],
  ['GET', '/deletedsecrets/:name', 'getDeletedSecret', operations.getDeletedSecret],
  ['POST', '/deletedsecrets/:name/recover', 'recoverDeletedSecret', operations.recoverDeletedSecret],
  ['DELETE', '/deletedsecrets/:name', 'purgeDeletedSecret', operations.purgeDeletedSecret],
];

export function keyVaultRoutes(options: KeyVaultOptions): Hono<ServerEnvironment> {
  // SecretClient asks for the newest version with a slash at the end.
  const app = new Hono<ServerEnvironment>({ strict: false });
  for (const [method, path, name, run] of routes) {
    app.on(method, path, (context: ServerContext) =>
      perform(options.performer, {
        context,
        call: { service: 'key-vault', operation: name },
        run: async () =>
          findDoorProblem(options, context) ??
          run(await toRequest(options.vault, context), toListRequest(options.vault, context)),
        refuse: (code) => refuseByCode(options, context, code),
        dress: (answer) => withHeaders(answer, context),
      }),
    );
  }
  app.notFound((context) => refuseUnknown(options, context));
  return app;
}

function refuseUnknown({ log, performer }: KeyVaultOptions, context: ServerContext): Response {
  const what = `${context.req.method} ${context.req.path}`;
  log(`Key Vault: ${what} is not built.`);
  performer.counts.count('key-vault', 'unhandled', 501);
  const message = `The sandbox's Key Vault does not know ${what}.`;
  return toResponse(vaultError(501, { code: 'NotImplemented', message }));
}

async function toRequest(vault: Vault, context: ServerContext): Promise<operations.SecretRequest> {
  return {
    vault,
    origin: originOf(context),
    name: context.req.param('name') ?? '',
    version: context.req.param('version'),
    body: await readJson(context),
  };
}

/** Token, right and api-version, in this order; undefined when the caller may enter. */
function findDoorProblem(options: KeyVaultOptions, context: ServerContext): Answer | undefined {
  const token = /^Bearer (\S+)$/i.exec(context.req.header('authorization') ?? '')?.[1];
  if (token === undefined) return challenge(options, 'AKV10000: Request is missing a Bearer or PoP token.');
  const verified = options.issuer.verify(token, 'https://vault.azure.net');
  if (verified.kind === 'refused') return challenge(options, `AKV10022: Invalid token. Reason: ${verified.reason}.`);
  if (verified.claims.oid !== managedIdentity.objectId) return forbidden(verified.claims.appid);
  if (context.req.query('api-version') === undefined) return badParameter('api-version must be specified');
  return undefined;
}

function challenge({ loginEndpoint }: KeyVaultOptions, message: string): Answer {
  return vaultError(
    401,
    { code: 'Unauthorized', message },
    {
      'www-authenticate': `Bearer authorization="${loginEndpoint()}/${homeTenantId}", resource="https://vault.azure.net"`,
    },
  );
}

function refuseByCode({ issuer }: KeyVaultOptions, context: ServerContext, code: string): Answer {
  const token = /^Bearer (\S+)$/i.exec(context.req.header('authorization') ?? '')?.[1] ?? '';
  const verified = issuer.verify(token, 'https://vault.azure.net');
  const appId = verified.kind === 'valid' ? verified.claims.appid : 'unknown';
  const refuse = vaultRefusals[code];
  return (
    refuse?.({ appId, secretName: context.req.param('name') ?? '' }) ??
    vaultError(500, { code: 'InternalServerError', message: `The sandbox's vault has no refusal ${code}.` })
  );
}

function forbidden(appId: string): Answer {
  return vaultError(403, {
    code: 'Forbidden',
    message: `Caller is not authorized to perform action on resource. If role assignments, deny assignments or role definitions were changed recently, please observe propagation time. Caller: appid=${appId}. In the sandbox only Postbus's managed identity may use the vault.`,
    inner: 'ForbiddenByRbac',
  });
}

function withHeaders(answer: Answer, context: ServerContext): Answer {
  return {
    ...answer,
    headers: {
      ...answer.headers,
      'x-ms-keyvault-region': 'sandbox',
      'x-ms-request-id': randomUUID(),
      'x-ms-client-request-id': context.req.header('x-ms-client-request-id') ?? randomUUID(),
      'x-ms-keyvault-service-version': '1.9.0.0',
      'cache-control': 'no-cache',
    },
  };
}

function toListRequest(vault: Vault, context: ServerContext): ListRequest {
  return {
    vault,
    origin: originOf(context),
    path: context.req.path,
    apiVersion: context.req.query('api-version') ?? '',
    maxresults: context.req.query('maxresults'),
    skiptoken: context.req.query('$skiptoken'),
  };
}

async function readJson(context: ServerContext): Promise<unknown> {
  const text = await context.req.text();
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function originOf(context: ServerContext): string {
  return `https://${context.req.header('host') ?? 'localhost'}`;
}
