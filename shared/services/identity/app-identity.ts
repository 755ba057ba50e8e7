/** The app's own identity in Azure: a managed identity, so that there is no key to keep. Loaded with the first token it gets. */
import type { TokenCredential } from '@azure/identity';
import { openOnce } from '../open-once.ts';

/** @param clientId of a user-assigned identity; absent: the system-assigned one */
export function openAppIdentity(clientId: string | undefined): TokenCredential {
  const open = openOnce(async () => {
    const { ManagedIdentityCredential } = await import('./sdk.ts');
    return clientId === undefined ? new ManagedIdentityCredential() : new ManagedIdentityCredential({ clientId });
  });
  return { getToken: async (scopes, options) => (await open()).getToken(scopes, options) };
}
