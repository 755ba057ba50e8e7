/**
 * Admin consent (v2.0): what a tenant's administrator is asked, and the callback that follows each answer.
 * Promises: what Entra would refuse before it asks is refused with its number and sentence; a callback has the shape of
 * the real one, the awkward ones included. Consent changes nothing here: the seed's apps are in their tenants already.
 */
import { randomUUID } from 'node:crypto';
import type { Directory } from '../directory/directory.ts';
import type { Tenant } from '../directory/tenant.ts';

/** `declined` carries `admin_consent=True` all the same, as Microsoft's does. */
export const consentAnswers = ['granted', 'declined', 'lost-state', 'forged-tenant', 'twice'] as const;
export type ConsentAnswer = (typeof consentAnswers)[number];

export interface ConsentRequest {
  readonly clientId: string;
  readonly scope: string;
  readonly redirectUri: string;
  readonly state: string | undefined;
  /** Those whose administrator may answer: one, or for `organizations` every one that has the app. */
  readonly tenants: readonly Tenant[];
}

export type ParsedConsent =
  | { readonly kind: 'request'; readonly request: ConsentRequest }
  | { readonly kind: 'refused'; readonly sentence: string };

export function parseConsent(directory: Directory, tenant: string, query: URLSearchParams): ParsedConsent {
  const refused = (sentence: string): ParsedConsent => ({ kind: 'refused', sentence });
  const missing = ['client_id', 'scope', 'redirect_uri'].find((name) => !query.get(name));
  if (missing !== undefined)
    return refused(`AADSTS900144: The request body must contain the following parameter: '${missing}'.`);
  const clientId = query.get('client_id') ?? '';
  const redirectUri = query.get('redirect_uri') ?? '';
  if (!/^https?:\/\//i.test(redirectUri) || !URL.canParse(redirectUri))
    return refused(
      `AADSTS50011: The redirect URI '${redirectUri}' specified in the request does not match the redirect URIs configured for the application '${clientId}'.`,
    );
  const named = directory.byIdOrDomain(tenant);
  const isShared = ['organizations', 'common'].includes(tenant.toLowerCase());
  if (named === undefined && !isShared) return refused(`AADSTS90002: Tenant '${tenant}' not found.`);
  const candidates = named === undefined ? directory.tenants() : [named];
  const tenants = candidates.filter(({ tenantId }) => directory.app(tenantId, clientId) !== undefined);
  if (tenants.length === 0)
    return refused(`AADSTS700016: Application with identifier '${clientId}' was not found in the directory.`);
  const scope = query.get('scope') ?? '';
  return {
    kind: 'request',
    request: { clientId, scope, redirectUri, state: query.get('state') ?? undefined, tenants },
  };
}

export interface ConsentCircumstances {
  /** Whose administrator answers. */
  readonly tenant: Tenant;
  /** Whom a forged callback names. */
  readonly stranger: string;
  readonly now: number;
}

/** The address the browser is sent to. */
export function toCallback(
  { redirectUri, scope, state }: ConsentRequest,
  answer: ConsentAnswer,
  { tenant, stranger, now }: ConsentCircumstances,
): string {
  const callback = new URL(redirectUri);
  const add = (name: string, value: string) => callback.searchParams.append(name, value);
  if (answer === 'declined') {
    add('error', 'consent_required');
    add('error_description', declined(now));
  }
  add('admin_consent', 'True');
  add('tenant', answer === 'forged-tenant' ? stranger : tenant.tenantId);
  if (answer !== 'declined') add('scope', scope);
  if (state !== undefined && answer !== 'lost-state') add('state', state);
  return callback.href;
}

function declined(now: number): string {
  const timestamp = `${new Date(now).toISOString().slice(0, 19).replace('T', ' ')}Z`;
  return `AADSTS65004: The resource owner or authorization server denied the request. Trace ID: ${randomUUID()} Correlation ID: ${randomUUID()} Timestamp: ${timestamp}`;
}
