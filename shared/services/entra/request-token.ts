/**
 * One token by msal-node's client-credentials flow: with a client secret, an assertion signed with a certificate (PS256, `x5t#S256`), or one
 * of the app's managed identity. A msal client lives for one request only: its cache is not ours, and a new assertion is made each time.
 */
import type { NodeAuthOptions } from '@azure/msal-node';
import { DeadlineError, withDeadline } from '../../deadline.ts';
import { TOKEN_DEADLINE } from '../../delivery/deadlines.ts';
import { type DeliveryError, deliveryError, isDeliveryError } from '../../delivery/delivery-error.ts';
import type { Connection } from '../../tenant/connection.ts';
import type { Credential } from '../../tenant/credential.ts';
import type { FindEndpoints } from '../cloud-endpoints.ts';
import { classifyEntraAnswer } from './entra-failures.ts';
import { IdentityNetwork } from './identity-network.ts';

export interface Wanted {
  readonly connection: Connection;
  readonly credential: Credential;
}

export interface IssuedToken {
  readonly token: string;
  readonly expiresOn: Date;
}

/** @throws DeliveryError */
export function requestToken(wanted: Wanted, findEndpoints: FindEndpoints, now: Date): Promise<IssuedToken> {
  const ask = (): Promise<IssuedToken> => askEntra(wanted, findEndpoints, now);
  return withDeadline('Getting a token', TOKEN_DEADLINE, () =>
    ask().catch((error: unknown) => {
      if (!isWorthNewAssertion(error, wanted)) throw error;
      return ask();
    }),
  ).catch((error: unknown) => {
    if (!(error instanceof DeadlineError)) throw error;
    throw deliveryError('ERR_IDENTITY_UNAVAILABLE', { cause: error, provider: 'no answer in time' });
  });
}

/** An assertion lives for minutes, and two clocks judge it: one that is off by a second is right a moment later. */
const isWorthNewAssertion = (error: unknown, { credential }: Wanted): boolean =>
  credential.kind !== 'client-secret' && isDeliveryError(error) && error.details.isFleeting === true;

async function askEntra({ connection, credential }: Wanted, findEndpoints: FindEndpoints, now: Date) {
  const { ConfidentialClientApplication } = await import('./sdk.ts');
  const { login, audience } = findEndpoints(connection.cloud);
  const network = new IdentityNetwork();
  const client = new ConfidentialClientApplication({
    auth: {
      clientId: connection.clientId,
      ...proofOf(credential),
      authority: `${login}/${connection.tenantId}`,
      knownAuthorities: [new URL(login).host],
    },
    system: { networkClient: network, disableInternalRetries: true },
  });
  const scopes = [`${audience}/.default`];
  const result = await client.acquireTokenByClientCredential({ scopes }).catch((error: unknown) => {
    throw toTokenError(error, network, now);
  });
  if (!result?.accessToken || !result.expiresOn)
    throw deliveryError('ERR_IDENTITY_UNAVAILABLE', { provider: 'an answer without a token' });
  return { token: result.accessToken, expiresOn: result.expiresOn };
}

/** What proves to Entra ID who the client is. */
function proofOf(
  credential: Credential,
): Pick<NodeAuthOptions, 'clientSecret' | 'clientCertificate' | 'clientAssertion'> {
  switch (credential.kind) {
    case 'client-secret':
      return { clientSecret: credential.secret };
    case 'certificate':
      return { clientCertificate: { thumbprintSha256: credential.thumbprint, privateKey: credential.privateKey } };
    case 'federated':
      return { clientAssertion: credential.assertion };
  }
}

function toTokenError(error: unknown, { lastAnswer, lastFailure }: IdentityNetwork, now: Date): DeliveryError {
  // Of the assertion: Entra ID was not asked.
  if (isDeliveryError(error)) return error;
  if (lastFailure !== undefined)
    return deliveryError('ERR_IDENTITY_UNAVAILABLE', { cause: lastFailure, provider: 'no answer' });
  if (lastAnswer && lastAnswer.status >= 400) return classifyEntraAnswer(lastAnswer, now);
  return deliveryError('ERR_TOKEN_REFUSED', { cause: error });
}
