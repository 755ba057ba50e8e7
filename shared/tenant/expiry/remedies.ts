/** What to do about a finding, where that depends on the kind of credential: a command for client secrets is refused for a certificate. */
import type { CredentialKind } from '../connection.ts';
import { type FindingCode, findingCodes } from './finding-codes.ts';

const STORE_VALUE = 'Store the client secret’s value, not its id, with `postbus secrets rotate <tenant>`.';
const REGISTER = 'Have its public part registered on the app (docs/credentials.md).';

const REMEDIES: Readonly<Partial<Record<FindingCode, Readonly<Partial<Record<CredentialKind, string>>>>>> = {
  CREDENTIAL_EXPIRING: {
    'client-secret': 'Renew it with `postbus secrets rotate <tenant>`.',
    certificate: 'Let Key Vault renew it, and have the new public part registered on the app (docs/credentials.md).',
  },
  CREDENTIAL_WITHOUT_EXPIRY: {
    certificate: 'Have the newest version’s public part registered on the app: when the one in use ends is not known.',
  },
  CREDENTIAL_EARLIER_USED: {
    'client-secret': STORE_VALUE,
    certificate:
      'Have the new certificate’s public part registered on the app; where it has no private key, make another version in Key Vault (docs/credentials.md).',
  },
  ERR_CREDENTIAL_EXPIRED: {
    'client-secret': 'Create a new one in Entra ID and store it with `postbus secrets rotate <tenant>`.',
    certificate: `Renew it in Key Vault. ${REGISTER}`,
  },
  ERR_CREDENTIAL_REFUSED: {
    'client-secret': STORE_VALUE,
    certificate: REGISTER,
    federated:
      'Make issuer, subject and audience of the app’s federated credential exactly those that docs/credentials.md names.',
  },
  ERR_CREDENTIAL_MISSING: {
    'client-secret': 'Store it with `postbus tenants add <tenant>`; a deleted one can be recovered in Key Vault.',
    certificate: 'Create it in Key Vault under the connection’s name for it; a deleted one can be recovered there.',
  },
  ERR_CREDENTIAL_DISABLED: {
    'client-secret': 'Enable it in Key Vault, or store a new one with `postbus secrets rotate <tenant>`.',
    certificate: 'Enable it in Key Vault, or make a new version there.',
  },
  ERR_CREDENTIAL_UNUSABLE: {
    'client-secret': STORE_VALUE,
    certificate: 'Make a new version in Key Vault, with an RSA key that can be exported.',
  },
};

export const remedyOf = (code: FindingCode, kind: CredentialKind | undefined): string =>
  (kind && REMEDIES[code]?.[kind]) ?? findingCodes[code].remedy;
