/**
 * What the codes say for which Postbus parks a message: a code alone tells a newcomer little. A test compares them with Postbus's own table,
 * because the sandbox shares no code with it. A code that is not here is shown without a sentence.
 */
export const codeSentences: Readonly<Record<string, string>> = {
  ERR_MESSAGE_UNREADABLE: 'The queue message is not a message of contract version 1, or names no tenant.',
  ERR_MESSAGE_CRASHED:
    'Workers crashed each time they handled this message, or its queue message was handed over too often.',
  ERR_MAILBOX_ACCESS_DENIED: 'The tenant’s app may not use this mailbox.',
  ERR_MAILBOX_UNKNOWN: 'The mailbox does not exist in the tenant.',
  ERR_MAILBOX_DISABLED: 'The mailbox is inactive, soft-deleted or not in Exchange Online.',
  ERR_MAILBOX_FULL: 'The mailbox is over its quota and cannot send.',
  ERR_MAILBOX_BLOCKED: 'Microsoft has blocked the mailbox from sending.',
  ERR_CONNECTION_UNKNOWN: 'There is no connection for this tenant.',
  ERR_CONNECTION_UNREADABLE:
    'The tenant’s connection cannot be read: somebody changed its row by hand, or an older version wrote it.',
  ERR_CREDENTIAL_MISSING: 'The connection’s client secret or certificate is not in Key Vault.',
  ERR_CREDENTIAL_DISABLED: 'The connection’s client secret or certificate is disabled in Key Vault.',
  ERR_CREDENTIAL_EXPIRED: 'The client secret or certificate has expired.',
  ERR_CREDENTIAL_REFUSED:
    'Entra ID does not accept the connection’s client secret, certificate or federated credential.',
  ERR_CREDENTIAL_UNUSABLE:
    'What Key Vault holds for the connection cannot be its client secret or certificate; the provider code says why.',
  ERR_TOKEN_REFUSED: 'Entra ID gives the connection’s client no token, or Graph does not accept it.',
  ERR_HELD_BY_OPERATOR: 'An operator keeps the messages of this tenant or mailbox back.',
  ERR_DELIVERY_UNCONFIRMED: 'The message left and no clear answer came: it may have been sent.',
};
