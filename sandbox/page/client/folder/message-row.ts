/** One message in the list: to whom, when, what about. A row is drawn anew only when its message changed. */
import type { MessageSummary } from '../control/control-types.ts';
import { element, setAttributes } from '../dom/element.ts';
import { formatShortRecipients } from '../format/format-recipient.ts';
import { formatFullTime, formatListTime } from '../format/format-time.ts';

const drawn = new WeakMap<HTMLElement, MessageSummary>();

export function messageRowId(id: string): string {
  return `message-${id}`;
}

export function createMessageRow(message: MessageSummary): HTMLElement {
  return element('div', { role: 'option', id: messageRowId(message.id), class: 'row' });
}

export function updateMessageRow(row: HTMLElement, message: MessageSummary, isSelected: boolean): void {
  setAttributes(row, { 'aria-selected': String(isSelected) });
  if (drawn.get(row) === message) {
    return;
  }
  drawn.set(row, message);
  row.replaceChildren(...rowContent(message));
}

function rowContent(message: MessageSummary): readonly HTMLElement[] {
  const time = message.sentDateTime ?? message.createdDateTime;
  const recipients = [message.toRecipients, message.ccRecipients, message.bccRecipients].flatMap((some) => some ?? []);
  const hint =
    message.hasAttachments === true
      ? element('span', { class: 'clip', role: 'img', 'aria-label': 'has attachments' })
      : undefined;
  return [
    element(
      'div',
      { class: 'row-top' },
      element('span', { class: 'row-people' }, formatShortRecipients(recipients)),
      hint,
      element('time', { datetime: time ?? undefined, title: formatFullTime(time) }, formatListTime(time, new Date())),
    ),
    element('div', { class: 'row-subject' }, message.subject || '(no subject)'),
    element('div', { class: 'row-preview' }, message.bodyPreview ?? ''),
  ];
}
