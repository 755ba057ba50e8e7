/** What stands in the way while a service of Microsoft does not do its part. */
import { type ErrorCodeEntry, entry } from './entry.ts';

export const serviceCodes = {
  ERR_IDENTITY_UNAVAILABLE: entry(
    '4.4.3',
    'transient',
    'service',
    'wait',
    'Microsoft',
  )(
    'Entra ID does not answer.',
    'Nothing: it is tried again. If it lasts, check the service health page and outbound network rules.',
  ),
  ERR_ASSERTION_UNAVAILABLE: entry(
    '4.4.3',
    'transient',
    'service',
    'wait',
    'operator',
  )(
    'The managed identity gives no token that could vouch for a federated connection.',
    'Give the Function App a user-assigned managed identity and set POSTBUS_IDENTITY_CLIENT_ID to its client id. A command has no managed identity: what concerns a federated connection only the app itself can try.',
  ),
  ERR_VAULT_UNAVAILABLE: entry(
    '4.3.0',
    'transient',
    'service',
    'wait',
    'Microsoft',
  )(
    'Key Vault does not answer.',
    'Nothing: it is tried again. If it lasts, check the service health page, the vault’s firewall and outbound network rules.',
  ),
  ERR_GRAPH_UNAVAILABLE: entry(
    '4.4.1',
    'transient',
    'service',
    'wait',
    'Microsoft',
  )(
    'Microsoft Graph does not answer, or answers with an error of its own.',
    'Nothing: it is tried again. If it lasts, check the service health page and outbound network rules.',
  ),
  ERR_GRAPH_UNKNOWN: entry(
    '4.3.0',
    'transient',
    'self',
    'retry',
    'operator',
  )(
    'Microsoft Graph refuses the message in a way that Postbus does not know.',
    'Report the provider code and the logged sample; the message is tried again, at most twelve times.',
  ),
  ERR_DELIVERY_UNCONFIRMED: entry(
    '4.4.2',
    'unconfirmed',
    'message',
    'reconcile',
    'operator',
  )(
    'The message left and no clear answer came: it may have been sent.',
    'Nothing while it waits: it is looked up in the mailbox. Where it is parked, look in Sent Items and Drafts yourself: `postbus cancel` it if it is there, `postbus replay --resend` it if not.',
  ),
} as const satisfies Record<string, ErrorCodeEntry>;
