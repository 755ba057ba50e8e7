/**
 * A stored message as MIME source: what a recipient's server would get, plus Bcc, as the owner of the mailbox sees it.
 * Promises: 7-bit lines of CRLF; everything that is not ASCII is encoded; a header can never start a second one.
 */
import type { EmailAddress, MessageContent, Recipient, StoredAttachment, StoredMessage } from './message-content.ts';
import { encodeWords, isPrintableAscii, withoutLineBreaks } from './mime/encode-words.ts';
import { toBase64Lines } from './mime/to-base64-lines.ts';

export function toMime(message: StoredMessage, attachments: readonly StoredAttachment[]): string {
  const headers = writeHeaders(message);
  const part = composeBody(message, attachments);
  return `${[...headers, 'MIME-Version: 1.0', ...part.headers].join('\r\n')}\r\n\r\n${part.body}\r\n`;
}

interface Part {
  readonly headers: readonly string[];
  readonly body: string;
}

function composeBody(message: StoredMessage, attachments: readonly StoredAttachment[]): Part {
  const related = attachments.filter(({ isInline }) => isInline).map(toAttachmentPart);
  const mixed = attachments.filter(({ isInline }) => !isInline).map(toAttachmentPart);
  const body = enclose('related', [toTextPart(message.content), ...related], `r${message.row}`);
  return enclose('mixed', [body, ...mixed], `m${message.row}`);
}

function enclose(kind: 'mixed' | 'related', parts: readonly Part[], name: string): Part {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  const boundary = `=_postbus_${name}`;
  const written = parts.map((part) => `--${boundary}\r\n${part.headers.join('\r\n')}\r\n\r\n${part.body}`);
  return {
    headers: [`Content-Type: multipart/${kind}; boundary="${boundary}"`],
    body: `${written.join('\r\n')}\r\n--${boundary}--`,
  };
}

function toTextPart({ body }: MessageContent): Part {
  const subtype = body.contentType === 'html' ? 'html' : 'plain';
  return {
    headers: [`Content-Type: text/${subtype}; charset="utf-8"`, 'Content-Transfer-Encoding: base64'],
    body: toBase64Lines(Buffer.from(body.content)),
  };
}

function toAttachmentPart({ name, contentType, isInline, contentId, bytes }: StoredAttachment): Part {
  const file = `filename*=utf-8''${encodeURIComponent(name)}`;
  return {
    headers: [
      `Content-Type: ${withoutLineBreaks(contentType)}`,
      'Content-Transfer-Encoding: base64',
      `Content-Disposition: ${isInline ? 'inline' : 'attachment'}; ${file}`,
      ...(contentId === undefined ? [] : [`Content-ID: <${withoutLineBreaks(contentId)}>`]),
    ],
    body: toBase64Lines(Buffer.from(bytes)),
  };
}

function writeHeaders({ content, createdAt, sentAt }: StoredMessage): readonly string[] {
  const lists = [
    ['From', [content.from]],
    ['To', content.toRecipients],
    ['Cc', content.ccRecipients],
    ['Bcc', content.bccRecipients],
    ['Reply-To', content.replyTo],
  ] as const;
  const importance = content.importance === 'normal' ? [] : [`Importance: ${content.importance}`];
  const from = content.from.emailAddress.address ?? '';
  return [
    ...lists.flatMap(([name, recipients]) => (recipients.length === 0 ? [] : [`${name}: ${toList(recipients)}`])),
    `Subject: ${encodeWords(content.subject)}`,
    `Date: ${new Date(sentAt ?? createdAt).toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: ${withoutLineBreaks(content.internetMessageId)}`,
    ...importance,
    ...(content.isReadReceiptRequested ? [`Disposition-Notification-To: ${withoutLineBreaks(from)}`] : []),
    ...content.internetMessageHeaders.map(({ name, value }) => `${withoutLineBreaks(name)}: ${encodeWords(value)}`),
  ];
}

function toList(recipients: readonly Recipient[]): string {
  return recipients.map(({ emailAddress }) => toMailbox(emailAddress)).join(',\r\n ');
}

function toMailbox({ name, address = '' }: EmailAddress): string {
  const bare = withoutLineBreaks(address);
  if (name === undefined || name === '' || name === address) return bare;
  const phrase = isPrintableAscii(name) ? `"${name.replaceAll(/["\\]/g, '\\$&')}"` : encodeWords(name);
  return `${phrase} <${bare}>`;
}
