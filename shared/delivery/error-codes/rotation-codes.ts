/** Why a client secret could not be renewed. No message meets these: mail goes on with the secret that is there. */
import { type ErrorCodeEntry, entry } from './entry.ts';

export const rotationCodes = {
  ERR_ROTATION_NOT_PERMITTED: entry(
    '4.7.1',
    'transient',
    'tenant',
    'none',
    'tenant administrator',
  )(
    'The tenant’s app may not change its own client secrets.',
    'Grant it the Graph application permission Application.ReadWrite.OwnedBy and make its service principal an owner of its app registration; or create a client secret in Entra ID and give it to `postbus secrets rotate <tenant>`.',
  ),
  ERR_ROTATION_AGAINST_POLICY: entry(
    '4.7.1',
    'transient',
    'tenant',
    'none',
    'tenant administrator',
  )(
    'An app management policy of the tenant forbids client secrets that live so long, or client secrets as such.',
    'Try a shorter lifetime with `postbus secrets rotate <tenant> --days 90`; where client secrets are forbidden altogether, use a certificate (docs/credentials.md).',
  ),
  ERR_REGISTRATION_UNKNOWN: entry(
    '4.3.5',
    'transient',
    'tenant',
    'none',
    'operator',
  )(
    'Graph does not find the app registration of the connection’s client.',
    'Check the client id. A registration that lies in another tenant can only be changed there: create a client secret in it and give it to `postbus secrets rotate <tenant>`.',
  ),
  ERR_NEW_SECRET_REFUSED: entry(
    '4.7.0',
    'transient',
    'tenant',
    'none',
    'operator',
  )(
    'Entra ID does not accept the new client secret; the one before stays current.',
    'Check that it is the value of a client secret of this app, not its id, and not of another app. One that was made a moment ago may need some minutes: try it again.',
  ),
  ERR_ROTATION_UNDER_WAY: entry(
    '4.3.2',
    'transient',
    'tenant',
    'none',
    'operator',
  )(
    'Somebody else is changing this tenant’s client secret at the moment.',
    'Wait two minutes and run it again: it goes on with what the other one has left, if anything.',
  ),
  ERR_VAULT_WRITE_DENIED: entry(
    '4.3.5',
    'transient',
    'self',
    'none',
    'operator',
  )(
    'Postbus may not write to the key vault, so the new client secret could not be stored.',
    'Give the app’s identity the role Key Vault Secrets Officer on the vault, or rotate by hand with `postbus secrets rotate <tenant>` as somebody who has it.',
  ),
} as const satisfies Record<string, ErrorCodeEntry>;
