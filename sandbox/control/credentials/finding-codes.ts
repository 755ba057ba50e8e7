/**
 * What Postbus can find wrong with a credential: how bad it is, in a word or two, as a sentence, and who acts. A test compares it with
 * Postbus's own table, because the sandbox shares no code with it.
 */

export const severities = ['critical', 'error', 'warning', 'info'] as const;
export type Severity = (typeof severities)[number];

export interface FindingCodeEntry {
  /** Of an expiry that comes: while there is time. */
  readonly severity: Severity;
  readonly words: string;
  readonly sentence: string;
  readonly owner: string;
}

export const findingCodes: Readonly<Record<string, FindingCodeEntry>> = {
  CREDENTIAL_EXPIRING: {
    severity: 'warning',
    words: 'expires soon',
    sentence: 'The connection’s credential expires soon; without a new one its mail stops then.',
    owner: 'operator',
  },
  CREDENTIAL_WITHOUT_EXPIRY: {
    severity: 'warning',
    words: 'no expiry known',
    sentence: 'When the client secret expires is not known, so nobody can be warned in time.',
    owner: 'operator',
  },
  CREDENTIAL_NOT_YET_VALID: {
    severity: 'warning',
    words: 'not valid yet',
    sentence: 'The secret in Key Vault has an activation date that has not come; Key Vault hands it out all the same.',
    owner: 'operator',
  },
  CREDENTIAL_EXPIRY_DIFFERS: {
    severity: 'warning',
    words: 'expiry differs',
    sentence: 'Entra ID and Key Vault say different days for the client secret’s expiry; the earlier one counts.',
    owner: 'operator',
  },
  CREDENTIAL_EARLIER_USED: {
    severity: 'error',
    words: 'newest not accepted',
    sentence:
      'The newest version in Key Vault is not accepted, or cannot be; mail goes on with an earlier one, until that ends.',
    owner: 'tenant administrator',
  },
  ERR_CREDENTIAL_EXPIRED: {
    severity: 'critical',
    words: 'expired',
    sentence: 'The client secret or certificate has expired.',
    owner: 'tenant administrator',
  },
  ERR_CREDENTIAL_MISSING: {
    severity: 'critical',
    words: 'missing',
    sentence: 'The connection’s client secret or certificate is not in Key Vault.',
    owner: 'operator',
  },
  ERR_CREDENTIAL_DISABLED: {
    severity: 'critical',
    words: 'disabled',
    sentence: 'The connection’s client secret or certificate is disabled in Key Vault.',
    owner: 'operator',
  },
  ERR_CREDENTIAL_UNUSABLE: {
    severity: 'critical',
    words: 'unusable',
    sentence:
      'What Key Vault holds for the connection cannot be its client secret or certificate; the provider code says why.',
    owner: 'operator',
  },
  ERR_CREDENTIAL_REFUSED: {
    severity: 'critical',
    words: 'refused',
    sentence: 'Entra ID does not accept the connection’s client secret, certificate or federated credential.',
    owner: 'tenant administrator',
  },
  ERR_TOKEN_REFUSED: {
    severity: 'critical',
    words: 'no token',
    sentence: 'Entra ID gives the connection’s client no token, or Graph does not accept it.',
    owner: 'tenant administrator',
  },
  ERR_CONNECTION_UNREADABLE: {
    severity: 'critical',
    words: 'connection unreadable',
    sentence: 'The tenant’s connection cannot be read: somebody changed its row by hand, or an older version wrote it.',
    owner: 'operator',
  },
  ERR_VAULT_ACCESS_DENIED: {
    severity: 'critical',
    words: 'vault refuses',
    sentence: 'Postbus may not read the key vault.',
    owner: 'operator',
  },
  ERR_VAULT_UNAVAILABLE: {
    severity: 'error',
    words: 'vault does not answer',
    sentence: 'Key Vault does not answer.',
    owner: 'Microsoft',
  },
};
