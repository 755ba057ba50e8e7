/** Reads of the vault, each within its deadline and with our errors. */
import type { KeyVaultSecret, SecretClient, SecretProperties } from '@azure/keyvault-secrets';
import { withDeadline } from '../../deadline.ts';
import { VAULT_DEADLINE } from '../../delivery/deadlines.ts';
import { guarded } from './key-vault-failures.ts';

/** The newest version, unless another one is named. */
export const readSecret = (client: SecretClient, name: string, version?: string): Promise<KeyVaultSecret> =>
  guarded(
    withDeadline('Reading the credential', VAULT_DEADLINE, (abortSignal) =>
      client.getSecret(name, { abortSignal, ...(version === undefined ? {} : { version }) }),
    ),
  );

/** All versions, disabled ones too, without their values; the newest first. */
export const listVersions = (client: SecretClient, name: string): Promise<readonly SecretProperties[]> =>
  guarded(
    withDeadline('Listing the versions of the credential', VAULT_DEADLINE, async (abortSignal) => {
      const versions: SecretProperties[] = [];
      for await (const each of client.listPropertiesOfSecretVersions(name, { abortSignal })) versions.push(each);
      return versions.toSorted((a, b) => madeAt(b) - madeAt(a));
    }),
  );

const madeAt = ({ createdOn }: SecretProperties): number => createdOn?.getTime() ?? 0;
