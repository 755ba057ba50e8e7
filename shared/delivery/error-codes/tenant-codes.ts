/** What stands in the way of a whole tenant. */
import { type ErrorCodeEntry, entry } from './entry.ts';

export const tenantCodes = {
  ERR_CONNECTION_UNKNOWN: entry(
    '4.3.5',
    'transient',
    'tenant',
    'hold',
    'operator',
  )(
    'There is no connection for this tenant.',
    'Add it with `postbus tenants add <tenant>`: what is parked is then sent by itself; or correct "tenant" in the producer and `postbus cancel` what is parked.',
  ),
  ERR_CONNECTION_UNREADABLE: entry(
    '4.3.5',
    'transient',
    'tenant',
    'hold',
    'operator',
  )(
    'The tenant’s connection cannot be read: somebody changed its row by hand, or an older version wrote it.',
    'Save it again with `postbus tenants add <tenant>`: what is parked is then sent by itself.',
  ),
  ERR_CREDENTIAL_MISSING: entry(
    '4.3.5',
    'transient',
    'tenant',
    'hold',
    'operator',
  )(
    'The connection’s client secret or certificate is not in Key Vault.',
    'Store a client secret with `postbus tenants add <tenant>`; create a certificate in Key Vault. A deleted one may first have to be recovered or purged.',
  ),
  ERR_CREDENTIAL_DISABLED: entry(
    '4.7.0',
    'transient',
    'tenant',
    'hold',
    'operator',
  )(
    'The connection’s client secret or certificate is disabled in Key Vault.',
    'Enable it there, or make a new version: a client secret with `postbus secrets rotate <tenant>`, a certificate in Key Vault.',
  ),
  ERR_CREDENTIAL_EXPIRED: entry(
    '4.7.0',
    'transient',
    'tenant',
    'hold',
    'tenant administrator',
  )(
    'The client secret or certificate has expired.',
    'For a client secret, create a new one in Entra ID and store it with `postbus secrets rotate <tenant>`. For a certificate, renew it in Key Vault and upload its public part to the app registration.',
  ),
  ERR_CREDENTIAL_REFUSED: entry(
    '4.7.0',
    'transient',
    'tenant',
    'hold',
    'tenant administrator',
  )(
    'Entra ID does not accept the connection’s client secret, certificate or federated credential.',
    'For a client secret, store its value, not its id, with `postbus secrets rotate <tenant>`. For a certificate, upload its public part to the app registration. For a federated credential, make its issuer, subject and audience exactly those that `postbus tenants add <tenant>` prints.',
  ),
  ERR_CREDENTIAL_UNUSABLE: entry(
    '4.3.5',
    'transient',
    'tenant',
    'hold',
    'operator',
  )(
    'What Key Vault holds for the connection cannot be its client secret or certificate; the provider code says why.',
    'Store the client secret’s value with `postbus secrets rotate <tenant>`; for a certificate, make a new version in Key Vault with an RSA key that can be exported.',
  ),
  ERR_TOKEN_REFUSED: entry(
    '4.7.0',
    'transient',
    'tenant',
    'hold',
    'tenant administrator',
  )(
    'Entra ID gives the connection’s client no token, or Graph does not accept it.',
    'Check tenant id, client id, cloud, admin consent and Conditional Access for workload identities; the provider code says which.',
  ),
  ERR_HELD_BY_OPERATOR: entry(
    '4.3.2',
    'transient',
    'tenant',
    'hold',
    'operator',
  )(
    'An operator keeps the messages of this tenant or mailbox back.',
    'Let them go with `postbus release <tenant> [mailbox]` when the reason is gone.',
  ),
} as const satisfies Record<string, ErrorCodeEntry>;
