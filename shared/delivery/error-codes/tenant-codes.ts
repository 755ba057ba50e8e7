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
    'The connection’s client secret is not in Key Vault.',
    'Store it with `postbus tenants add <tenant>`; a deleted secret may first have to be recovered or purged.',
  ),
  ERR_CREDENTIAL_DISABLED: entry(
    '4.7.0',
    'transient',
    'tenant',
    'hold',
    'operator',
  )(
    'The connection’s client secret is disabled in Key Vault.',
    'Enable it, or store a new one with `postbus tenants add <tenant>`.',
  ),
  ERR_CREDENTIAL_EXPIRED: entry(
    '4.7.0',
    'transient',
    'tenant',
    'hold',
    'tenant administrator',
  )(
    'The client secret has expired.',
    'Create a new client secret in Entra ID and store it with `postbus tenants add <tenant>`.',
  ),
  ERR_CREDENTIAL_REFUSED: entry(
    '4.7.0',
    'transient',
    'tenant',
    'hold',
    'tenant administrator',
  )(
    'Entra ID does not accept the client secret.',
    'Store the secret’s value, not its id, with `postbus tenants add <tenant>`.',
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
