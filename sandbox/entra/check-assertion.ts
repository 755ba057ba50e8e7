/** What is wrong with a client assertion, of whichever kind: signed by the app itself with a certificate, or a token of an identity it trusts. */
import { type CertificateCircumstances, findCertificateProblem } from './check-certificate-assertion.ts';
import { type FederatedCircumstances, findFederatedProblem } from './check-federated-assertion.ts';
import { readAssertion } from './read-assertion.ts';
import type { TokenProblem } from './token-problem.ts';

export function findAssertionProblem(
  jwt: string,
  circumstances: CertificateCircumstances & FederatedCircumstances,
): TokenProblem | undefined {
  const assertion = readAssertion(jwt);
  if (assertion === undefined) return ['assertionMalformed', 'JWT token is invalid or malformed.'];
  // An app that signs for itself names itself as the issuer, by its id; any other issuer is an address.
  return assertion.claims.iss?.startsWith('https://')
    ? findFederatedProblem(jwt, assertion, circumstances)
    : findCertificateProblem(assertion, circumstances);
}
