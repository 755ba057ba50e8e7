/**
 * The NDR that Exchange puts into the sender's Inbox: what programs read of it, and its source as multipart/report.
 * Promises: In-Reply-To and References are the Message-ID of the original; the subject is in some language; there is no
 * X-Failed-Recipients, which only other servers write.
 */
import { randomUUID } from 'node:crypto';
import { domainOf } from '../directory/tenant.ts';
import type { Bounce } from './find-bounces.ts';
import type {
  EmailAddress,
  ExtendedProperty,
  InternetMessageHeader,
  MessageContent,
  StoredMessage,
} from './message-content.ts';
import { encodeWords } from './mime/encode-words.ts';
import { toBase64Lines } from './mime/to-base64-lines.ts';
import { type ReportLanguage, reportLanguages } from './report-languages.ts';
import { toMime } from './to-mime.ts';

export interface Report {
  readonly mailbox: string;
  readonly content: MessageContent;
  /** MIME source. */
  readonly source: string;
}

export interface Undelivered {
  readonly original: StoredMessage;
  readonly bounces: readonly Bounce[];
  readonly language: ReportLanguage;
  /** When the report arrives. */
  readonly at: number;
}

export function composeReport(undelivered: Undelivered): Report {
  const { original, bounces, language, at } = undelivered;
  const boundary = randomUUID();
  const text = explain(bounces, language);
  const headers = writeHeaders(undelivered, boundary);
  const parts = [toTextPart(text), toStatusPart(original, bounces, at), toOriginalPart(original)];
  return {
    mailbox: original.mailbox,
    content: toContent(original, headers, text),
    source: writeSource(headers, parts, boundary),
  };
}

interface ReportHeaders {
  readonly from: EmailAddress;
  readonly subject: string;
  readonly internetMessageId: string;
  readonly all: readonly InternetMessageHeader[];
}

function writeHeaders({ original, language, at }: Undelivered, boundary: string): ReportHeaders {
  const domain = `${domainOf(original.mailbox).split('.')[0]}.onmicrosoft.com`;
  const from = { name: 'Microsoft Outlook', address: `MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@${domain}` };
  const subject = `${reportLanguages[language].subjectPrefix}${original.content.subject}`;
  const internetMessageId = `<${randomUUID()}@${domain}>`;
  const all = [
    { name: 'From', value: `"${from.name}" <${from.address}>` },
    { name: 'To', value: original.mailbox },
    { name: 'Date', value: toMailDate(at) },
    { name: 'Message-ID', value: internetMessageId },
    { name: 'Subject', value: subject },
    { name: 'In-Reply-To', value: original.content.internetMessageId },
    { name: 'References', value: original.content.internetMessageId },
    { name: 'Auto-Submitted', value: 'auto-replied' },
    { name: 'X-MS-Exchange-Message-Is-Ndr', value: '' },
    { name: 'MIME-Version', value: '1.0' },
    { name: 'Content-Type', value: `multipart/report; report-type=delivery-status; boundary="${boundary}"` },
  ];
  return { from, subject, internetMessageId, all };
}

function toContent({ content, mailbox }: StoredMessage, headers: ReportHeaders, text: string): MessageContent {
  const { from, subject, internetMessageId, all } = headers;
  return {
    subject,
    body: { contentType: 'text', content: text },
    from: { emailAddress: from },
    sender: { emailAddress: from },
    toRecipients: [{ emailAddress: { address: mailbox } }],
    ccRecipients: [],
    bccRecipients: [],
    replyTo: [],
    importance: 'normal',
    categories: [],
    isDeliveryReceiptRequested: false,
    isReadReceiptRequested: false,
    isRead: false,
    internetMessageId,
    internetMessageHeaders: all,
    singleValueExtendedProperties: toProperties(content.internetMessageId),
  };
}

/** PidTagMessageClass, In-Reply-To and References, with ids as Graph normalises them (`0x001A` is `0x1a`). */
function toProperties(originalId: string): readonly ExtendedProperty[] {
  return [
    { id: 'String 0x1a', value: 'REPORT.IPM.Note.NDR' },
    { id: 'String 0x1042', value: originalId },
    { id: 'String 0x1039', value: originalId },
  ];
}

function explain(bounces: readonly Bounce[], language: ReportLanguage): string {
  const words = reportLanguages[language];
  const lines = bounces.flatMap(({ address, status, diagnostic }) => [
    address,
    ...(status === '5.1.1' ? [words.unknownRecipient] : []),
    diagnostic.replace(/^smtp;/, ''),
    '',
  ]);
  return [words.failed, '', ...lines].join('\n');
}

function toTextPart(text: string): string {
  const headers = 'Content-Type: text/plain; charset="utf-8"\r\nContent-Transfer-Encoding: base64';
  return `${headers}\r\n\r\n${toBase64Lines(Buffer.from(text))}`;
}

/** RFC 3464: fields about the message, then fields about each recipient, with an empty line between. */
function toStatusPart(original: StoredMessage, bounces: readonly Bounce[], at: number): string {
  const arrived = `Arrival-Date: ${toMailDate(original.createdAt)}\r\nX-Original-Message-ID: ${original.content.internetMessageId}`;
  const about = `Reporting-MTA: dns;exchange.sandbox.example\r\n${arrived}`;
  const each = bounces.map(({ address, status, diagnostic }) =>
    [
      `Final-Recipient: rfc822;${address}`,
      'Action: failed',
      `Status: ${status}`,
      `Diagnostic-Code: ${diagnostic}`,
      `Last-Attempt-Date: ${toMailDate(at)}`,
    ].join('\r\n'),
  );
  return `Content-Type: message/delivery-status\r\n\r\n${[about, ...each].join('\r\n\r\n')}\r\n`;
}

/** Without its attachments: a report shall not fill the mailbox that it warns. */
function toOriginalPart(original: StoredMessage): string {
  return `Content-Type: message/rfc822\r\n\r\n${toMime(original, [])}`;
}

function writeSource({ all }: ReportHeaders, parts: readonly string[], boundary: string): string {
  const head = all.map(({ name, value }) => `${name}: ${encodeWords(value)}`).join('\r\n');
  const body = parts.map((part) => `--${boundary}\r\n${part}\r\n`).join('');
  return `${head}\r\n\r\n${body}--${boundary}--\r\n`;
}

function toMailDate(instant: number): string {
  return new Date(instant).toUTCString().replace('GMT', '+0000');
}
