/**
 * Entra ID over HTTPS: the token endpoint, the documents MSAL asks for first, and admin consent.
 * Promises: whatever it does not know is answered 501 in Entra's error shape and logged, never a silent 200.
 */
import { Hono } from 'hono';
import { type Answer, jsonAnswer, toResponse } from '../answer.ts';
import { type Performer, perform, type ServerContext, type ServerEnvironment } from '../perform.ts';
import { addConsentRoutes } from './consent-routes.ts';
import { requestToken, type TokenEndpoint, type TokenForm, tenantNotFound } from './request-token.ts';
import { orderedTokenError, tokenError } from './token-error.ts';

export interface EntraOptions extends TokenEndpoint {
  readonly performer: Performer;
  log(line: string): void;
}

// Aliases that stand for no tenant of ours, but have metadata all the same.
const sharedAuthorities = new Set(['common', 'organizations', 'consumers']);

export function entraRoutes(options: EntraOptions): Hono<ServerEnvironment> {
  const app = new Hono<ServerEnvironment>();
  const { performer, directory } = options;

  app.post('/:tenant/oauth2/v2.0/token', async (context: ServerContext) => {
    const form = await readForm(context);
    const tenant = directory.byIdOrDomain(form.tenant)?.key;
    return perform(performer, {
      context,
      call: { service: 'entra', operation: 'token', tenant },
      run: () => requestToken(options, form),
      refuse: (code) => {
        const details = { now: options.clock.now(), correlationId: form.correlationId };
        return orderedTokenError(code, details) ?? notBuilt(options, code);
      },
    });
  });

  app.get('/:tenant/v2.0/.well-known/openid-configuration', (context: ServerContext) =>
    perform(performer, {
      context,
      call: { service: 'entra', operation: 'openidConfiguration' },
      run: () => describeAuthority(options, context),
    }),
  );

  app.get('/common/discovery/instance', (context: ServerContext) => {
    options.log(
      'Entra: a client asked for instance discovery. Against Microsoft that is one more request per cold start: give MSAL knownAuthorities.',
    );
    return perform(performer, {
      context,
      call: { service: 'entra', operation: 'instanceDiscovery' },
      run: () => describeInstance(context),
    });
  });

  addConsentRoutes(app, options);

  app.get('/:tenant/discovery/v2.0/keys', () => toResponse(jsonAnswer(200, { keys: [] })));

  app.notFound((context) => {
    performer.counts.count('entra', 'unhandled', 501);
    return toResponse(notBuilt(options, `${context.req.method} ${context.req.path}`));
  });
  return app;
}

async function readForm(context: ServerContext): Promise<TokenForm> {
  const body = new URLSearchParams(await context.req.text());
  const basic = readBasic(context.req.header('authorization'));
  return {
    tenant: context.req.param('tenant') ?? '',
    origin: originOf(context),
    grantType: body.get('grant_type') ?? undefined,
    clientId: body.get('client_id') ?? basic?.clientId,
    clientSecret: body.get('client_secret') ?? basic?.clientSecret,
    scope: body.get('scope') ?? undefined,
    correlationId: context.req.header('client-request-id'),
    assertion: body.get('client_assertion') ?? undefined,
    assertionType: body.get('client_assertion_type') ?? undefined,
  };
}

function readBasic(header: string | undefined): { clientId: string; clientSecret: string } | undefined {
  const encoded = /^Basic (\S+)$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const decoded = Buffer.from(encoded, 'base64').toString();
  const colon = decoded.indexOf(':');
  if (colon < 0) return undefined;
  // RFC 6749, 2.3.1: both halves are form-encoded before they are joined.
  return { clientId: decodeForm(decoded.slice(0, colon)), clientSecret: decodeForm(decoded.slice(colon + 1)) };
}

function decodeForm(text: string): string {
  return new URLSearchParams(`value=${text}`).get('value') ?? '';
}

function describeAuthority({ directory, clock }: EntraOptions, context: ServerContext): Answer {
  const name = context.req.param('tenant') ?? '';
  const known = directory.byIdOrDomain(name);
  if (known === undefined && !sharedAuthorities.has(name)) {
    return tokenError('tenantUnknownInDiscovery', { sentence: tenantNotFound(name), now: clock.now() });
  }
  const authority = `${originOf(context)}/${known?.tenantId ?? name}`;
  return jsonAnswer(200, {
    token_endpoint: `${authority}/oauth2/v2.0/token`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    jwks_uri: `${authority}/discovery/v2.0/keys`,
    issuer: `${originOf(context)}/${known?.tenantId ?? '{tenantid}'}/v2.0`,
    authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
    response_types_supported: ['code'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    tenant_region_scope: 'EU',
    cloud_instance_name: 'localhost',
    msgraph_host: 'graph.microsoft.com',
  });
}

function describeInstance(context: ServerContext): Answer {
  const host = context.req.header('host') ?? 'localhost';
  return jsonAnswer(200, {
    tenant_discovery_endpoint: `${originOf(context)}/common/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
  });
}

function originOf(context: ServerContext): string {
  return `https://${context.req.header('host') ?? 'localhost'}`;
}

function notBuilt({ log }: EntraOptions, what: string): Answer {
  log(`Entra: ${what} is not built.`);
  return jsonAnswer(501, {
    error: 'temporarily_unavailable',
    error_description: `The sandbox's Entra ID does not know ${what}. docs/sandbox.md lists what it plays.`,
    error_codes: [],
  });
}
