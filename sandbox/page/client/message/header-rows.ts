/** A stored message's properties as named rows, in the order in which a person reads a mail's head. What the message lacks has no row. */
import type { StoredMessage } from '../control/control-types.ts';
import { formatRecipient, formatRecipients } from '../format/format-recipient.ts';

export interface HeaderRow {
  readonly name: string;
  readonly value: string;
}

export function propertyRows(message: StoredMessage): readonly HeaderRow[] {
  const { from, sender } = message;
  const rows: readonly HeaderRow[] = [
    { name: 'Subject', value: message.subject ?? '' },
    { name: 'From', value: from ? formatRecipient(from) : '' },
    { name: 'Sender', value: sender ? formatRecipient(sender) : '' },
    { name: 'To', value: formatRecipients(message.toRecipients) },
    { name: 'Cc', value: formatRecipients(message.ccRecipients) },
    { name: 'Bcc', value: formatRecipients(message.bccRecipients) },
    { name: 'Reply-To', value: formatRecipients(message.replyTo) },
    { name: 'Message-ID', value: message.internetMessageId ?? '' },
    { name: 'Created', value: message.createdDateTime ?? '' },
    { name: 'Sent', value: message.isDraft === true ? '' : (message.sentDateTime ?? '') },
    { name: 'Importance', value: message.importance ?? '' },
    { name: 'Categories', value: (message.categories ?? []).join(', ') },
    { name: 'Receipts', value: receipts(message) },
  ];
  return rows.filter((row) => row.value !== '');
}

export function extendedRows(message: StoredMessage): readonly HeaderRow[] {
  return (message.singleValueExtendedProperties ?? []).map(({ id, value }) => ({ name: id, value }));
}

function receipts(message: StoredMessage): string {
  const asked = [
    message.isDeliveryReceiptRequested === true ? 'delivery' : '',
    message.isReadReceiptRequested === true ? 'read' : '',
  ];
  return asked.filter((kind) => kind !== '').join(', ');
}
