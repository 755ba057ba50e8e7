/** The top of the message: subject, people, time, and the way back to the list on a narrow screen. */
import type { Recipient, StoredMessage } from '../control/control-types.ts';
import { element } from '../dom/element.ts';
import { formatRecipient, formatRecipients } from '../format/format-recipient.ts';
import { formatFullTime } from '../format/format-time.ts';
import { formatRoute, type Place } from '../route.ts';
import { folderLabels } from '../tenants/tenant-rows.ts';

export function backToList(place: Place): HTMLElement {
  return element('a', { class: 'back', href: formatRoute({ kind: 'folder', place }) }, folderLabels[place.folder]);
}

export function messageHead(message: StoredMessage, place: Place): HTMLElement {
  const time = place.folder === 'drafts' ? message.createdDateTime : (message.sentDateTime ?? message.createdDateTime);
  return element(
    'header',
    { class: 'message-head' },
    backToList(place),
    element('h2', {}, message.subject || '(no subject)'),
    element('div', { class: 'chips' }, ...chips(message, place)),
    element('time', { datetime: time ?? undefined, class: 'quiet-line' }, formatFullTime(time)),
    element('dl', { class: 'people' }, ...people(message)),
  );
}

function people(message: StoredMessage): readonly HTMLElement[] {
  const from = message.from ? formatRecipient(message.from) : '';
  return [
    ...person('From', from),
    ...person('To', formatRecipients(message.toRecipients)),
    ...person('Cc', formatRecipients(message.ccRecipients)),
    ...person('Bcc', formatRecipients(message.bccRecipients)),
    ...person('Reply to', formatRecipients(differing(message.replyTo, message.from))),
  ];
}

function person(name: string, value: string): readonly HTMLElement[] {
  return value === '' ? [] : [element('dt', {}, name), element('dd', {}, value)];
}

function differing(
  recipients: readonly Recipient[] | undefined,
  from: Recipient | null | undefined,
): readonly Recipient[] {
  return (recipients ?? []).filter((recipient) => recipient.emailAddress.address !== from?.emailAddress.address);
}

function chips(message: StoredMessage, place: Place): readonly HTMLElement[] {
  const words = [
    place.folder === 'drafts' ? 'draft, not sent' : '',
    message.importance === 'high' || message.importance === 'low' ? `${message.importance} importance` : '',
    ...(message.categories ?? []),
  ];
  return words.filter((word) => word !== '').map((word) => element('span', { class: 'chip' }, word));
}
