/** All secrets of the vault without their values: one list, however many tenants there are. */
import type { Connection } from '../connection.ts';

/** The newest version of a secret. Which version that is, the list does not say. */
export interface ListedSecret {
  readonly name: string;
  readonly isEnabled: boolean;
  readonly expiresAt?: Date;
  readonly notBefore?: Date;
  readonly createdAt?: Date;
  /** Changes with every new version and every change of a date or of `isEnabled`. */
  readonly updatedAt?: Date;
  /** Of the password in Entra ID, where Postbus made it. */
  readonly keyId?: string;
}

/** Throws DeliveryError ERR_VAULT_ACCESS_DENIED, ERR_VAULT_UNAVAILABLE. */
export interface VaultInventory {
  list(): Promise<Inventory>;
}

export interface Inventory {
  find(name: string): ListedSecret | undefined;
}

/** The connection's own. Throws where the vault gave no list; of a federated connection nothing is in it. */
export const findListed = ({ credential, secretName }: Connection, inventory: Inventory): ListedSecret | undefined =>
  secretName === undefined || credential === 'federated' ? undefined : inventory.find(secretName);

/** Of a vault that gave no list: whoever looks for a secret hears why. */
export const toBarredInventory = (error: unknown): Inventory => ({
  find() {
    throw error;
  },
});

/** Key Vault takes `Contoso` and `contoso` for one name. */
export function toInventory(secrets: readonly ListedSecret[]): Inventory {
  const byName = new Map(secrets.map((secret) => [secret.name.toLowerCase(), secret]));
  return { find: (name) => byName.get(name.toLowerCase()) };
}
