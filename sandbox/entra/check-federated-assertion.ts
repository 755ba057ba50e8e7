/**
 * What is wrong with the token of another identity that shall vouch for an app; undefined when it is taken.
 * Promises: issuer, subject and audience are compared character for character with the app's federated credentials, and the refusal
 * says which of them no credential has; only the sandbox's managed identity can sign such a token.
 */
import type { App } from '../directory/tenant.ts';
import { findTimeProblem } from './check-assertion-time.ts';
import type { Assertion } from './read-assertion.ts';
import type { TokenErrorName } from './token-error.ts';
import type { TokenIssuer } from './token-issuer.ts';
import type { TokenProblem } from './token-problem.ts';

export interface FederatedCircumstances {
  readonly app: App;
  /** Issuer of the managed identity's tokens. */
  readonly issuer: Pick<TokenIssuer, 'verify'>;
  readonly machineNow: number;
}

export function findFederatedProblem(
  jwt: string,
  assertion: Assertion,
  { app, issuer, machineNow }: FederatedCircumstances,
): TokenProblem | undefined {
  const mismatch = findMismatch(assertion, app);
  if (mismatch !== undefined) return mismatch;
  const verified = issuer.verify(jwt, assertion.claims.aud ?? '');
  // Its times come last, from the assertion: the issuer knows no tolerance.
  if (verified.kind === 'refused' && verified.reason !== 'expired')
    return ['assertionSignature', 'Assertion failed signature validation.'];
  return findTimeProblem(assertion, machineNow);
}

function findMismatch({ claims }: Assertion, app: App): TokenProblem | undefined {
  const { iss = '', sub = '', aud = '' } = claims;
  const configured = app.federatedCredentials;
  if (configured.length === 0)
    return [
      'noFederatedCredential',
      `The client '${app.clientId}'(${app.displayName}) has no configured federated identity credentials.`,
    ];
  const ofIssuer = configured.filter(({ issuer }) => issuer === iss);
  if (ofIssuer.length === 0) return noMatch('federatedIssuer', `issuer '${iss}'`);
  const ofSubject = ofIssuer.filter(({ subject }) => subject === sub);
  if (ofSubject.length > 0)
    return ofSubject.some(({ audience }) => audience === aud)
      ? undefined
      : noMatch('federatedAudience', `audience '${aud}'`);
  if (ofIssuer.some(({ subject }) => subject.toLowerCase() === sub.toLowerCase()))
    return noMatch(
      'federatedSubjectCase',
      `subject '${sub}'`,
      'The subject matches with case-insensitive comparison, but not with case-sensitive comparison. ',
    );
  return noMatch('federatedSubject', `subject '${sub}'`);
}

function noMatch(name: TokenErrorName, what: string, remark = ''): TokenProblem {
  return [
    name,
    `No matching federated identity record found for presented assertion ${what}. ${remark}Check your federated identity credential Subject, Audience and Issuer against the presented assertion. https://learn.microsoft.com/entra/workload-id/workload-identity-federation`,
  ];
}
