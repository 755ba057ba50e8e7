/** From the JSON of a message to what Exchange keeps, with Graph's own checks on the way. */
import type { Mailbox } from '../directory/tenant.ts';
import { emptyContent } from '../exchange/empty-content.ts';
import type { NewDraft } from '../exchange/exchange.ts';
import { normalizePropertyId } from '../exchange/extended-property-id.ts';
import type {
  ExtendedProperty,
  InternetMessageHeader,
  MessageContent,
  NewAttachment,
} from '../exchange/message-content.ts';
import { GraphError, requestBodyRead } from './graph-error.ts';
import type { AttachmentJson, MessageJson } from './message-json.ts';

const headerLimit = 5;

export function toDraft(json: MessageJson, mailbox: Mailbox): NewDraft {
  return {
    content: changeContent(emptyContent(mailbox), json),
    attachments: (json.attachments ?? []).map(toNewAttachment),
  };
}

/** The content with the given properties replaced; null means the property's default. */
export function changeContent(content: MessageContent, json: MessageJson): MessageContent {
  const { '@odata.type': _type, attachments: _attachments, ...given } = json;
  return {
    ...content,
    ...withoutAbsent(given),
    subject: given.subject === undefined ? content.subject : (given.subject ?? ''),
    isDeliveryReceiptRequested: given.isDeliveryReceiptRequested ?? content.isDeliveryReceiptRequested,
    isReadReceiptRequested: given.isReadReceiptRequested ?? content.isReadReceiptRequested,
    internetMessageHeaders: checkHeaders(given.internetMessageHeaders ?? content.internetMessageHeaders),
    singleValueExtendedProperties: mergeProperties(
      content.singleValueExtendedProperties,
      given.singleValueExtendedProperties ?? [],
    ),
  };
}

export function toNewAttachment(json: AttachmentJson): NewAttachment {
  // Without its type an attachment is of the abstract type, which has no contentBytes: Graph's answer says just that.
  if (json['@odata.type'] !== '#microsoft.graph.fileAttachment') {
    throw requestBodyRead(`The property 'contentBytes' does not exist on type 'microsoft.graph.attachment'.`);
  }
  return {
    name: json.name,
    contentType: json.contentType ?? 'application/octet-stream',
    bytes: decode(json.contentBytes),
    isInline: json.isInline ?? false,
    contentId: json.contentId ?? undefined,
  };
}

function checkHeaders(headers: readonly InternetMessageHeader[]): readonly InternetMessageHeader[] {
  const refuse = (message: string) => new GraphError(400, 'InvalidInternetMessageHeaderCollection', message);
  if (headers.length > headerLimit) {
    throw refuse(`Maximum number of headers in one message should be less than or equal to ${headerLimit}.`);
  }
  const wrong = headers.find(({ name }) => !/^x-[\x21-\x39\x3b-\x7e]+$/i.test(name));
  if (wrong !== undefined) {
    throw new GraphError(
      400,
      'InvalidInternetMessageHeader',
      `The internet message header name '${wrong.name}' should start with 'x-' or 'X-'.`,
    );
  }
  return headers;
}

function mergeProperties(
  existing: readonly ExtendedProperty[],
  given: readonly ExtendedProperty[],
): readonly ExtendedProperty[] {
  const byId = new Map(existing.map((property) => [property.id, property]));
  for (const { id, value } of given) {
    const normalized = normalizePropertyId(id);
    if (normalized === undefined) {
      throw new GraphError(400, 'ErrorInvalidProperty', `The extended property id '${id}' is not valid.`);
    }
    byId.set(normalized, { id: normalized, value });
  }
  return [...byId.values()];
}

function decode(contentBytes: string): Uint8Array<ArrayBuffer> {
  const bytes = Buffer.from(contentBytes, 'base64');
  if (bytes.toString('base64') === contentBytes) return Uint8Array.from(bytes);
  throw requestBodyRead(`Cannot convert the literal to the expected type 'Edm.Binary'.`);
}

function withoutAbsent<Given extends object>(given: Given): { [Key in keyof Given]-?: NonNullable<Given[Key]> } {
  const present = Object.entries(given).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(present) as { [Key in keyof Given]-?: NonNullable<Given[Key]> };
}
