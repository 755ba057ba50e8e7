/** The certificate of a connection, as Key Vault holds it. It must be there; what else is wrong with it is told, and can be mended later. */
import { isDeliveryError } from '../../shared/delivery/delivery-error.ts';
import type { Connection } from '../../shared/tenant/connection.ts';
import type { Credentials } from '../../shared/tenant/credential.ts';
import type { SecretDescription } from '../../shared/tenant/vault-secrets.ts';
import { CommandError } from '../command-error.ts';
import { explainError } from '../explain-error.ts';

export interface CertificateChoice {
  readonly kind: 'certificate';
  readonly expiresAt?: Date;
  /** SHA-1, as the portal shows it. */
  readonly thumbprint?: string;
}

interface FindOptions {
  readonly stored: SecretDescription | undefined;
  readonly credentials: Pick<Credentials, 'readAgain'>;
  warn(text: string): void;
}

export async function findCertificate(
  connection: Connection,
  { stored, credentials, warn }: FindOptions,
): Promise<CertificateChoice> {
  if (stored === undefined) throw noCertificate(connection);
  try {
    const found = await credentials.readAgain(connection);
    if (found.kind !== 'certificate') return { kind: 'certificate' };
    const { expiresAt, portalThumbprint: thumbprint } = found;
    return { kind: 'certificate', ...(thumbprint ? { thumbprint } : {}), ...(expiresAt ? { expiresAt } : {}) };
  } catch (error) {
    if (!isDeliveryError(error)) throw error;
    const { code, sentence, provider } = explainError(error);
    warn(`warning: ${code}: ${provider ?? sentence}`);
    return { kind: 'certificate', ...(stored.expiresAt ? { expiresAt: stored.expiresAt } : {}) };
  }
}

const noCertificate = ({ secretName, tenant }: Connection): CommandError =>
  new CommandError({
    code: 'ERR_SECRET_REFUSED',
    sentence: `There is no certificate ${secretName} in Key Vault.`,
    remedy: `Create it there first (docs/credentials.md has the command), or name the one of ${tenant} with --secret-name.`,
  });
