/** The filter box: every word must occur in the subject, a recipient, the preview or the Message-ID, whatever its case. */
import type { MessageSummary } from '../control/control-types.ts';
import { formatRecipients } from '../format/format-recipient.ts';

export function filterMessages(messages: readonly MessageSummary[], filter: string): readonly MessageSummary[] {
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) {
    return messages;
  }
  return messages.filter((message) => {
    const text = searchText(message);
    return words.every((word) => text.includes(word));
  });
}

const texts = new WeakMap<MessageSummary, string>();

/** Kept per message: with 5,000 messages every key press would otherwise build 5,000 strings. */
function searchText(message: MessageSummary): string {
  const known = texts.get(message);
  if (known !== undefined) {
    return known;
  }
  const { toRecipients, ccRecipients, bccRecipients } = message;
  const parts = [message.subject, message.bodyPreview, message.internetMessageId];
  const people = [toRecipients, ccRecipients, bccRecipients].map(formatRecipients);
  const text = [...parts, ...people].join('\n').toLowerCase();
  texts.set(message, text);
  return text;
}
