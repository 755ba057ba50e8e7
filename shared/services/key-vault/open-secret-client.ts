import type { TokenCredential } from '@azure/identity';
import { SecretClient } from '@azure/keyvault-secrets';

/**
 * The challenge names https://vault.azure.net as the resource; a vault in another cloud or the sandbox is not below that
 * host. The check guards against a token sent to a foreign host, and the vault's address is our own setting.
 */
export const openSecretClient = (vaultUrl: string, identity: TokenCredential): SecretClient =>
  new SecretClient(vaultUrl, identity, {
    disableChallengeResourceVerification: !/\.vault\.azure\.net$/i.test(new URL(vaultUrl).hostname),
    retryOptions: { maxRetries: 1, retryDelayInMs: 500 },
  });
