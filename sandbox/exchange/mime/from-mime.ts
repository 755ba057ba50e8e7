/**
 * MIME source to a draft, as Exchange converts it: headers, addresses, one text or HTML body, attachments.
 * Promises: a Message-ID that is given is kept; From is the mailbox itself, whatever the source says, as Graph does it.
 * The source is not kept: what Exchange has no property for is gone. Fails with a MimeProblem where it is no message.
 */
import type { Mailbox } from '../../directory/tenant.ts';
import { emptyContent } from '../empty-content.ts';
import type { ExtendedProperty, MessageContent, NewAttachment, Recipient } from '../message-content.ts';
import { decodeText } from './decode-text.ts';
import { decodeWords } from './decode-words.ts';
import { type Leaf, listLeaves } from './list-leaves.ts';
import { MimeProblem } from './mime-problem.ts';
import { parseAddresses } from './parse-addresses.ts';
import { type Entity, headerOf, parseEntity } from './parse-entity.ts';

export interface MimeDraft {
  readonly content: MessageContent;
  readonly attachments: readonly NewAttachment[];
}

export function fromMime(bytes: Buffer, mailbox: Mailbox): MimeDraft {
  const entity = parseEntity(bytes.toString('latin1'));
  if (entity.headers.length === 0) throw new MimeProblem('There are no headers.');
  const leaves = listLeaves(entity);
  const shown = findBody(leaves);
  return {
    content: { ...readHeaders(entity, emptyContent(mailbox)), ...(shown === undefined ? {} : { body: toBody(shown) }) },
    attachments: leaves.filter((leaf) => leaf !== shown && !isAlternative(leaf, shown)).map(toAttachment),
  };
}

function readHeaders(entity: Entity, empty: MessageContent): MessageContent {
  const text = (name: string): string => decodeWords(headerOf(entity, name));
  const list = (name: string): readonly Recipient[] =>
    parseAddresses(headerOf(entity, name)).map((emailAddress) => ({ emailAddress }));
  return {
    ...empty,
    subject: text('subject'),
    toRecipients: list('to'),
    ccRecipients: list('cc'),
    bccRecipients: list('bcc'),
    replyTo: list('reply-to'),
    importance: readImportance(entity),
    isReadReceiptRequested: headerOf(entity, 'disposition-notification-to') !== '',
    isDeliveryReceiptRequested: headerOf(entity, 'return-receipt-to') !== '',
    internetMessageId: headerOf(entity, 'message-id') || empty.internetMessageId,
    internetMessageHeaders: entity.headers
      .filter(({ name }) => name.startsWith('x-'))
      .map(({ name, value }) => ({ name, value: decodeWords(value) })),
    singleValueExtendedProperties: readThread(entity),
  };
}

function readImportance(entity: Entity): MessageContent['importance'] {
  const written = headerOf(entity, 'importance').toLowerCase();
  return written === 'low' || written === 'high' ? written : 'normal';
}

/** In-Reply-To and References become the properties by which Graph shows them. */
function readThread(entity: Entity): readonly ExtendedProperty[] {
  const properties = [
    { id: 'String 0x1042', value: headerOf(entity, 'in-reply-to') },
    { id: 'String 0x1039', value: headerOf(entity, 'references') },
  ];
  return properties.filter(({ value }) => value !== '');
}

/** HTML before text, as Exchange keeps one rendering only. */
function findBody(leaves: readonly Leaf[]): Leaf | undefined {
  const candidates = leaves.filter(({ disposition }) => disposition.value !== 'attachment');
  return (
    candidates.find(({ type }) => type.value === 'text/html') ??
    candidates.find(({ type }) => type.value === 'text/plain')
  );
}

/** The plain text beside an HTML body is dropped; a text file with a name is an attachment. */
function isAlternative({ type, disposition }: Leaf, body: Leaf | undefined): boolean {
  if (body?.type.value !== 'text/html' || type.value !== 'text/plain') return false;
  return disposition.value === '' && !type.parameters.has('name');
}

function toBody({ type, bytes }: Leaf): MessageContent['body'] {
  const content = decodeText(bytes, type.parameters.get('charset') ?? 'us-ascii');
  return { contentType: type.value === 'text/html' ? 'html' : 'text', content };
}

function toAttachment({ type, disposition, contentId, bytes }: Leaf): NewAttachment {
  const name = disposition.parameters.get('filename') ?? type.parameters.get('name');
  return {
    name: name ?? (type.value === 'message/rfc822' ? `${innerSubject(bytes)}.eml` : 'attachment'),
    contentType: type.value,
    bytes,
    isInline: contentId !== undefined && disposition.value !== 'attachment',
    contentId,
  };
}

function innerSubject(bytes: Uint8Array<ArrayBuffer>): string {
  return decodeWords(headerOf(parseEntity(Buffer.from(bytes).toString('latin1')), 'subject')) || 'message';
}
