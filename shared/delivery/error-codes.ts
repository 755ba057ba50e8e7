/**
 * Every way a message can fail, in one table. Key on the code; the rest follows from it.
 * `status` is RFC 3463: class 5 if and only if permanent, 4 otherwise. `owner` is who must act, `remedy` what to do.
 */

/** `permanent`: this message will never be sent. `transient`: later it may. `unconfirmed`: it may have been sent. */
export type Disposition = 'permanent' | 'transient' | 'unconfirmed';
/** What a failure says something about: only that may be slowed or paused for it. `self` is Postbus. */
export type Scope = 'message' | 'mailbox' | 'tenant' | 'service' | 'self';
export type Owner = 'producer' | 'operator' | 'tenant administrator' | 'Microsoft';

/**
 * What becomes of the message. `fail`: that is its end. `park`: it waits for a person. `hold`: it is parked, and so is everything
 * else of its mailbox or tenant, until the hold is lifted. `wait`: it comes back later and spends no attempt, because the failure
 * is nobody's of this message; its expiry ends that. `retry`: it comes back later, for at most so many attempts. `reconcile`: it is looked up.
 */
export type Action = 'fail' | 'park' | 'hold' | 'wait' | 'retry' | 'reconcile';

export interface ErrorCodeEntry {
  readonly status: string;
  readonly disposition: Disposition;
  readonly scope: Scope;
  readonly action: Action;
  readonly owner: Owner;
  readonly sentence: string;
  readonly remedy: string;
}

const entry =
  (status: string, disposition: Disposition, scope: Scope, action: Action, owner: Owner) =>
  (sentence: string, remedy: string): ErrorCodeEntry => ({
    status,
    disposition,
    scope,
    action,
    owner,
    sentence,
    remedy,
  });

export const errorCodes = {
  // The message
  ERR_MESSAGE_UNREADABLE: entry(
    '5.6.0',
    'permanent',
    'message',
    'park',
    'producer',
  )(
    'The queue message is not a message of contract version 1, or names no tenant.',
    'Correct the problems listed and enqueue it again; docs/message-contract.md shows the contract.',
  ),
  ERR_MESSAGE_INVALID: entry(
    '5.6.0',
    'permanent',
    'message',
    'fail',
    'producer',
  )('The message breaks the contract.', 'Correct the problems listed and enqueue it again.'),
  ERR_MESSAGE_CONFLICT: entry(
    '5.6.0',
    'permanent',
    'message',
    'fail',
    'producer',
  )(
    'The id was used before for a message with another content.',
    'Give each message its own id; enqueue this one again under a new id.',
  ),
  ERR_MESSAGE_REFUSED: entry(
    '5.6.0',
    'permanent',
    'message',
    'fail',
    'producer',
  )(
    'Microsoft Graph refuses this message for what it is.',
    'Read the provider code, correct the message and enqueue it again under a new id.',
  ),
  ERR_MESSAGE_TOO_LARGE: entry(
    '5.3.4',
    'permanent',
    'message',
    'fail',
    'producer',
  )(
    'The message is larger than the mailbox may send.',
    'Send less, or a link; or let the tenant administrator raise the mailbox’s MaxSendSize.',
  ),
  ERR_TOO_MANY_RECIPIENTS: entry(
    '5.5.3',
    'permanent',
    'message',
    'fail',
    'producer',
  )(
    'The message has more recipients than the mailbox allows.',
    'Split it, each part with its own id; or let the tenant administrator raise the mailbox’s RecipientLimits.',
  ),
  ERR_RECIPIENT_INVALID: entry(
    '5.1.3',
    'permanent',
    'message',
    'fail',
    'producer',
  )(
    'At least one recipient’s address is not valid; Exchange then sends to none of them.',
    'Correct the address and enqueue the message again under a new id.',
  ),
  ERR_SENDER_NOT_PERMITTED: entry(
    '5.7.1',
    'permanent',
    'message',
    'fail',
    'producer',
  )(
    '"from" is not one of the connection’s mailboxes.',
    'Use a mailbox that `postbus tenants show` lists, or have the operator add this one to the connection.',
  ),
  ERR_MESSAGE_EXPIRED: entry(
    '5.4.7',
    'permanent',
    'message',
    'fail',
    'operator',
  )(
    'The message could not be sent before it expired.',
    'See what held it back (`postbus status`), repair that, and have it enqueued again under a new id if it still matters.',
  ),
  ERR_ATTEMPTS_EXHAUSTED: entry(
    '5.4.7',
    'permanent',
    'message',
    'fail',
    'operator',
  )(
    'The message was tried as often as is allowed, and failed each time.',
    'Repair the cause, which stands beside this code, and have the message enqueued again under a new id.',
  ),
  ERR_MESSAGE_CRASHED: entry(
    '4.3.0',
    'transient',
    'message',
    'park',
    'operator',
  )(
    'Workers crashed each time they handled this message, or its queue message was handed over too often.',
    'See its last known step (`postbus show`) and the app’s log at that time; then `postbus replay` it once, or `postbus cancel` it.',
  ),
  // The mailbox
  ERR_MAILBOX_ACCESS_DENIED: entry(
    '4.7.1',
    'transient',
    'mailbox',
    'hold',
    'tenant administrator',
  )(
    'The tenant’s app may not use this mailbox.',
    'Check the Exchange role assignment and that the mailbox is a direct member of its group (Test-ServicePrincipalAuthorization); a new grant takes up to 2 hours.',
  ),
  ERR_MAILBOX_UNKNOWN: entry(
    '4.3.5',
    'transient',
    'mailbox',
    'hold',
    'tenant administrator',
  )('The mailbox does not exist in the tenant.', 'Correct the address in the connection, or restore the mailbox.'),
  ERR_MAILBOX_DISABLED: entry(
    '4.2.1',
    'transient',
    'mailbox',
    'hold',
    'tenant administrator',
  )('The mailbox is inactive, soft-deleted or not in Exchange Online.', 'Restore, license or migrate the mailbox.'),
  ERR_MAILBOX_FULL: entry(
    '4.2.2',
    'transient',
    'mailbox',
    'hold',
    'tenant administrator',
  )('The mailbox is over its quota and cannot send.', 'Clean up or archive the shared mailbox.'),
  ERR_MAILBOX_BLOCKED: entry(
    '4.7.1',
    'transient',
    'mailbox',
    'hold',
    'tenant administrator',
  )(
    'Microsoft has blocked the mailbox from sending.',
    'Look under Restricted entities in the Microsoft Defender portal.',
  ),
  ERR_MAILBOX_THROTTLED: entry(
    '4.4.5',
    'transient',
    'mailbox',
    'wait',
    'Microsoft',
  )(
    'Exchange wants the mailbox left alone for a while: it is throttled, busy or being moved.',
    'Nothing: it is tried again when Microsoft allows. If it lasts, spread the load over more mailboxes.',
  ),
  ERR_MAILBOX_BUSY: entry(
    '4.4.5',
    'transient',
    'mailbox',
    'wait',
    'operator',
  )(
    'More messages wait for this mailbox than it may take at a time.',
    'Nothing: it is tried again shortly. If it lasts, spread the load over more mailboxes.',
  ),
  // The tenant
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
    'Let them go with `postbus release <tenant>` when the reason is gone.',
  ),
  // The services
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
    'Nothing while it waits: it is looked up in the mailbox. Where it is parked, look in Sent Items yourself: `postbus cancel` it if it is there, `postbus replay --resend` it if not.',
  ),
  // Postbus itself
  ERR_VAULT_ACCESS_DENIED: entry(
    '4.3.5',
    'transient',
    'self',
    'wait',
    'operator',
  )(
    'Postbus may not read the key vault.',
    'Give the app’s identity the role Key Vault Secrets User on the vault, and let the vault’s firewall pass it.',
  ),
  ERR_LEDGER_UNAVAILABLE: entry(
    '4.3.0',
    'transient',
    'self',
    'wait',
    'operator',
  )(
    'Table storage does not answer or refuses Postbus.',
    'Check the storage account, its firewall, and that the app’s identity is Storage Table Data Contributor.',
  ),
  ERR_LEDGER_CONFLICT: entry(
    '4.3.0',
    'transient',
    'self',
    'wait',
    'operator',
  )('Another worker changed the message’s record at the same time.', 'Nothing: it is tried again.'),
  ERR_INTERNAL: entry(
    '4.3.0',
    'transient',
    'self',
    'retry',
    'operator',
  )(
    'Postbus failed in a way it does not know.',
    'Report the logged event with its sample; the message is tried again.',
  ),
} as const satisfies Record<string, ErrorCodeEntry>;

export type ErrorCode = keyof typeof errorCodes;
