/**
 * The vault's list of secrets: 25 a page, 400 calls for 10,000 tenants, and no value is read. The newest version's dates, without its
 * name: Key Vault gives that only to whoever reads the secret. Role: Key Vault Secrets User, as for reading.
 */
import type { TokenCredential } from '@azure/identity';
import type { SecretProperties } from '@azure/keyvault-secrets';
import { withDeadline } from '../../deadline.ts';
import { VAULT_DEADLINE } from '../../delivery/deadlines.ts';
import { type ListedSecret, toInventory, type VaultInventory } from '../../tenant/expiry/vault-inventory.ts';
import { openOnce } from '../open-once.ts';
import { guarded } from './key-vault-failures.ts';
import { openSecretClient } from './open-secret-client.ts';

export function createKeyVaultInventory(vaultUrl: string, identity: TokenCredential): VaultInventory {
  const open = openOnce(() => openSecretClient(vaultUrl, identity));

  /** Each page has a deadline of its own, however many there are. */
  async function listAll(): Promise<readonly ListedSecret[]> {
    const client = await guarded(open());
    const pages = client.listPropertiesOfSecrets().byPage();
    const listed: ListedSecret[] = [];
    while (true) {
      const page = await guarded(withDeadline('Listing the vault’s secrets', VAULT_DEADLINE, () => pages.next()));
      if (page.done) return listed;
      listed.push(...page.value.map(toListed));
    }
  }

  return { list: async () => toInventory(await listAll()) };
}

function toListed({ name, enabled, expiresOn, notBefore, createdOn, updatedOn, tags }: SecretProperties): ListedSecret {
  return {
    name,
    isEnabled: enabled ?? true,
    ...(expiresOn ? { expiresAt: expiresOn } : {}),
    ...(notBefore ? { notBefore } : {}),
    ...(createdOn ? { createdAt: createdOn } : {}),
    ...(updatedOn ? { updatedAt: updatedOn } : {}),
    ...(tags?.keyId ? { keyId: tags.keyId } : {}),
  };
}
