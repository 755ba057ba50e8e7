/**
 * Credentials without a secret: the app's managed identity vouches for the client. There is nothing to read, and nothing to expire; what
 * is asked for with each token request is a token of the managed identity for Entra ID's eyes (docs/credentials.md).
 */
import type { TokenCredential } from '@azure/identity';
import { deliveryError } from '../../delivery/delivery-error.ts';
import type { Connection } from '../../tenant/connection.ts';
import type { Credentials, FederatedCredential } from '../../tenant/credential.ts';
import { tokenExchanges } from '../../tenant/token-exchange.ts';

/** @param identity undefined where there is no managed identity: on an operator's machine */
export function createFederatedCredentials(identity: TokenCredential | undefined): Credentials {
  const read = async ({ cloud }: Connection): Promise<FederatedCredential> => ({
    kind: 'federated',
    fingerprint: 'federated',
    version: '',
    assertion: () => askForAssertion(identity, tokenExchanges[cloud].audience),
  });
  return { read, readAgain: read, readEarlier: async () => undefined };
}

async function askForAssertion(identity: TokenCredential | undefined, audience: string): Promise<string> {
  if (!identity) throw deliveryError('ERR_ASSERTION_UNAVAILABLE', { provider: 'no managed identity on this machine' });
  try {
    const found = await identity.getToken(`${audience}/.default`);
    if (found) return found.token;
  } catch (cause) {
    throw deliveryError('ERR_ASSERTION_UNAVAILABLE', { cause });
  }
  throw deliveryError('ERR_ASSERTION_UNAVAILABLE', { provider: 'an answer without a token' });
}
