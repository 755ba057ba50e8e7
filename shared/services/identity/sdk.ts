/** What we use of @azure/identity, apart so that it can be loaded late and bundled without the rest. */
export { ManagedIdentityCredential } from '@azure/identity';
