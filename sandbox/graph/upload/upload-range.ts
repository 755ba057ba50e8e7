/**
 * PUT of one range: kept, and with the last one the attachment becomes part of its draft.
 * Promises: ranges are taken in order, each once and under 4 MB, of any length (Outlook asks for no multiple of 320 KiB).
 * The status 416 of a range out of order is OneDrive's; Microsoft documents none for Outlook.
 */
import { type Answer, emptyAnswer, jsonAnswer } from '../../answer.ts';
import type { Exchange } from '../../exchange/exchange.ts';
import type { ExchangeSettings } from '../../exchange/exchange-settings.ts';
import type { UploadSession } from '../../exchange/upload-sessions.ts';
import { badRequest, GraphError, itemNotFound } from '../graph-error.ts';
import { bodyBytes, refuseSize } from '../refuse-size.ts';
import { type ContentRange, parseContentRange } from './content-range.ts';

export interface RangeUpload {
  readonly session: UploadSession;
  readonly contentRange: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Of the upload, without its query. */
  readonly url: string;
}

export interface UploadWorld {
  readonly exchange: Exchange;
  readonly settings: ExchangeSettings;
}

const limitBytes = 4 * 1_024 * 1_024;

export function uploadRange(world: UploadWorld, upload: RangeUpload): Answer {
  const { session, bytes } = upload;
  if (bytes.byteLength >= limitBytes) throw tooLarge();
  refuseRange(parseContentRange(upload.contentRange), upload);
  const grown = world.exchange.uploads.append(session, bytes);
  if (grown.received === grown.file.size) return finish(world, grown, upload.url);
  return jsonAnswer(200, {
    // Microsoft's sample writes it with a capital, and the range without a dash.
    ExpirationDateTime: new Date(grown.expiresAt).toISOString(),
    nextExpectedRanges: [String(grown.received)],
  });
}

function refuseRange(range: ContentRange | undefined, { session, bytes }: RangeUpload): void {
  if (range === undefined) throw badRequest('The Content-Range header is missing or malformed.');
  if (range.total !== session.file.size) {
    throw badRequest(
      `The session is for ${session.file.size} bytes, but the range declares a total of ${range.total}.`,
    );
  }
  if (range.last - range.first + 1 !== bytes.byteLength) {
    throw badRequest(`The Content-Range header does not match the ${bytes.byteLength} bytes of the body.`);
  }
  if (range.first !== session.received) {
    throw new GraphError(416, 'InvalidRange', 'Uploaded fragment is out of order.');
  }
}

function finish({ exchange, settings }: UploadWorld, session: UploadSession, url: string): Answer {
  const message = exchange.store.find(session.mailbox, session.messageId);
  const bytes = exchange.uploads.bytes(session);
  exchange.uploads.close(session);
  if (message === undefined || !message.isDraft) throw itemNotFound();
  refuseSize(bodyBytes(message.content) + exchange.store.attachmentBytes(message) + bytes.byteLength, settings);
  const { name, contentType, isInline, contentId } = session.file;
  const { id } = exchange.store.addAttachment(message, { name, contentType, isInline, contentId, bytes });
  return emptyAnswer(201, { location: url.replace(/\/AttachmentSessions\(.*$/, `/Attachments('${id}')`) });
}

function tooLarge(): GraphError {
  return new GraphError(413, 'RequestEntityTooLarge', 'A range has to be smaller than 4 MB.');
}
