/**
 * Everything the daily check can find wrong with a credential, in one table: how bad it is, what is said, what to do, who must.
 * Codes that a message can fail with are the same ones, with the same words. `words` is how a list says it.
 */
import type { Severity } from '../../alert/alert.ts';
import { type ErrorCode, errorCodes, type Owner } from '../../delivery/error-codes.ts';

export interface FindingCodeEntry {
  /** Of an expiry: while there is time; nearer it grows (`expiry-level.ts`). */
  readonly severity: Severity;
  readonly words: string;
  readonly sentence: string;
  readonly remedy: string;
  readonly owner: Owner;
}

export const findingCodes = {
  CREDENTIAL_EXPIRING: {
    severity: 'warning',
    words: 'expires soon',
    sentence: 'The connection’s credential expires soon; without a new one its mail stops then.',
    remedy:
      'Renew a client secret with `postbus secrets rotate <tenant>`; let Key Vault renew a certificate, and register the new one on the app (docs/credentials.md).',
    owner: 'operator',
  },
  CREDENTIAL_WITHOUT_EXPIRY: {
    severity: 'warning',
    words: 'no expiry known',
    sentence: 'When the client secret expires is not known, so nobody can be warned in time.',
    remedy:
      'Look its expiry up in Entra ID and enter it: `postbus secrets rotate <tenant>` with a new secret, or the expiration date of the secret in Key Vault.',
    owner: 'operator',
  },
  CREDENTIAL_NOT_YET_VALID: {
    severity: 'warning',
    words: 'not valid yet',
    sentence: 'The secret in Key Vault has an activation date that has not come; Key Vault hands it out all the same.',
    remedy:
      'Clear the activation date in Key Vault if the secret is in use; else make the version that is in use the newest one.',
    owner: 'operator',
  },
  CREDENTIAL_EXPIRY_DIFFERS: {
    severity: 'warning',
    words: 'expiry differs',
    sentence: 'Entra ID and Key Vault say different days for the client secret’s expiry; the earlier one counts.',
    remedy: 'Set the expiration date of the secret in Key Vault to what Entra ID says.',
    owner: 'operator',
  },
  CREDENTIAL_EARLIER_USED: {
    severity: 'error',
    words: 'newest not accepted',
    sentence:
      'The newest version in Key Vault is not accepted, or cannot be; mail goes on with an earlier one, until that ends.',
    remedy:
      'Store a client secret’s value, not its id, with `postbus secrets rotate <tenant>`; register the new public part of a certificate on the app (docs/credentials.md).',
    owner: 'tenant administrator',
  },
  ERR_CREDENTIAL_EXPIRED: told('ERR_CREDENTIAL_EXPIRED', 'critical', 'expired'),
  ERR_CREDENTIAL_MISSING: told('ERR_CREDENTIAL_MISSING', 'critical', 'missing'),
  ERR_CREDENTIAL_DISABLED: told('ERR_CREDENTIAL_DISABLED', 'critical', 'disabled'),
  ERR_CREDENTIAL_UNUSABLE: told('ERR_CREDENTIAL_UNUSABLE', 'critical', 'unusable'),
  ERR_CREDENTIAL_REFUSED: told('ERR_CREDENTIAL_REFUSED', 'critical', 'refused'),
  ERR_TOKEN_REFUSED: told('ERR_TOKEN_REFUSED', 'critical', 'no token'),
  ERR_CONNECTION_UNREADABLE: told('ERR_CONNECTION_UNREADABLE', 'critical', 'connection unreadable'),
  ERR_VAULT_ACCESS_DENIED: told('ERR_VAULT_ACCESS_DENIED', 'critical', 'vault refuses'),
  ERR_VAULT_UNAVAILABLE: told('ERR_VAULT_UNAVAILABLE', 'error', 'vault does not answer'),
} as const satisfies Record<string, FindingCodeEntry>;

export type FindingCode = keyof typeof findingCodes;

/** These are about the vault, and so about every credential in it. */
export const VAULT_CODES = [
  'ERR_VAULT_ACCESS_DENIED',
  'ERR_VAULT_UNAVAILABLE',
] as const satisfies readonly FindingCode[];
export type VaultCode = (typeof VAULT_CODES)[number];

export const isFindingCode = (code: string): code is FindingCode => Object.hasOwn(findingCodes, code);

function told(code: ErrorCode, severity: Severity, words: string): FindingCodeEntry {
  const { sentence, remedy, owner } = errorCodes[code];
  return { severity, words, sentence, remedy, owner };
}
