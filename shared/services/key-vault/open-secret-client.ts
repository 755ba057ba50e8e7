/** Opens the vault's client. Loaded when first needed. */
import type { TokenCredential } from '@azure/identity';
import type { SecretClient } from '@azure/keyvault-secrets';

/**
 * The challenge names https://vault.azure.net as the resource; a vault in another cloud or the sandbox is not below that
 * host. The check guards against a token sent to a foreign host, and the vault's address is our own setting.
 */
export async function openSecretClient(vaultUrl: string, identity: TokenCredential): Promise<SecretClient> {
  const { SecretClient: Client } = await import('./sdk.ts');
  return new Client(vaultUrl, identity, {
    disableChallengeResourceVerification: !/\.vault\.azure\.net$/i.test(new URL(vaultUrl).hostname),
    retryOptions: { maxRetries: 1, retryDelayInMs: 500 },
  });
}
