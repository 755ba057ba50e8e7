/** Entra ID's error answers, in the shape and with the sentences that real ones have (one line each, as since 2024). */
import { randomUUID } from 'node:crypto';
import { type Answer, jsonAnswer } from '../answer.ts';
import { tokenRefusals } from './token-refusals.ts';

interface TokenErrorKind {
  readonly status: number;
  readonly error: string;
  readonly code: number;
}

const kinds = {
  missingParameter: { status: 400, error: 'invalid_request', code: 900144 },
  unsupportedGrant: { status: 400, error: 'unsupported_grant_type', code: 70003 },
  grantNotOnCommon: { status: 400, error: 'invalid_request', code: 9001023 },
  tenantNotFound: { status: 400, error: 'invalid_request', code: 90002 },
  tenantUnknownInDiscovery: { status: 400, error: 'invalid_tenant', code: 90002 },
  appNotFound: { status: 400, error: 'unauthorized_client', code: 700016 },
  noCredential: { status: 401, error: 'invalid_client', code: 7000218 },
  wrongSecret: { status: 401, error: 'invalid_client', code: 7000215 },
  // A real answer to an expired secret was 401, not the 400 that older pages show.
  expiredSecret: { status: 401, error: 'invalid_client', code: 7000222 },
  // All of them blame the credential. 401 was seen for 700024, 700027, 700211 to 700213 and 7002137; of the others it is assumed.
  assertionMalformed: { status: 401, error: 'invalid_client', code: 50027 },
  assertionAlgorithm: { status: 401, error: 'invalid_client', code: 5002738 },
  assertionClient: { status: 401, error: 'invalid_client', code: 700021 },
  assertionAudience: { status: 401, error: 'invalid_client', code: 700023 },
  assertionTime: { status: 401, error: 'invalid_client', code: 700024 },
  assertionSignature: { status: 401, error: 'invalid_client', code: 50013 },
  certificateNotRegistered: { status: 401, error: 'invalid_client', code: 700027 },
  certificateValidity: { status: 401, error: 'invalid_client', code: 1000502 },
  noFederatedCredential: { status: 401, error: 'invalid_client', code: 70025 },
  federatedIssuer: { status: 401, error: 'invalid_client', code: 700211 },
  federatedAudience: { status: 401, error: 'invalid_client', code: 700212 },
  federatedSubject: { status: 401, error: 'invalid_client', code: 700213 },
  federatedSubjectCase: { status: 401, error: 'invalid_client', code: 7002138 },
  invalidScope: { status: 400, error: 'invalid_scope', code: 70011 },
  resourceNotFound: { status: 400, error: 'invalid_resource', code: 500011 },
} as const satisfies Record<string, TokenErrorKind>;

export type TokenErrorName = keyof typeof kinds;

export interface TokenErrorDetails {
  readonly sentence: string;
  readonly now: number;
  readonly correlationId?: string | undefined;
}

export function tokenError(name: TokenErrorName, details: TokenErrorDetails): Answer {
  return toAnswer(kinds[name], details);
}

/** A refusal that was ordered by its number; undefined when there is none such. */
export function orderedTokenError(name: string, details: Omit<TokenErrorDetails, 'sentence'>): Answer | undefined {
  const refusal = tokenRefusals[name];
  if (refusal === undefined) return undefined;
  const { status, error, sentence } = refusal;
  return toAnswer({ status, error, code: Number(name.replace('AADSTS', '')) }, { ...details, sentence });
}

function toAnswer(
  { status, error, code }: TokenErrorKind,
  { sentence, now, correlationId }: TokenErrorDetails,
): Answer {
  const trace = randomUUID();
  const correlation = correlationId ?? randomUUID();
  const timestamp = `${new Date(now).toISOString().slice(0, 19).replace('T', ' ')}Z`;
  return jsonAnswer(
    status,
    {
      error,
      error_description: `AADSTS${code}: ${sentence} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`,
      error_codes: [code],
      timestamp,
      trace_id: trace,
      correlation_id: correlation,
      error_uri: `https://login.microsoftonline.com/error?code=${code}`,
    },
    { 'cache-control': 'no-store, no-cache', pragma: 'no-cache', 'x-ms-request-id': trace },
  );
}
