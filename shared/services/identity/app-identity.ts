/** The app's own identity in Azure: a managed identity, so that there is no key to keep. */
import { ManagedIdentityCredential, type TokenCredential } from '@azure/identity';

/** @param clientId of a user-assigned identity; absent: the system-assigned one */
export const openAppIdentity = (clientId: string | undefined): TokenCredential =>
  clientId === undefined ? new ManagedIdentityCredential() : new ManagedIdentityCredential({ clientId });
