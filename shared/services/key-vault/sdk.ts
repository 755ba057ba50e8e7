/** What we use of @azure/keyvault-secrets, apart so that it can be loaded late and bundled without the rest. */
export { SecretClient } from '@azure/keyvault-secrets';
