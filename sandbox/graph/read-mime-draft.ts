/**
 * A request body in MIME: base64 text to a draft, or Graph's refusal of it.
 * `dropped` plays a reported accident: MIME that is too large was answered 200, and no message came of it.
 */
import type { NewDraft } from '../exchange/exchange.ts';
import { fromMime } from '../exchange/mime/from-mime.ts';
import { MimeProblem } from '../exchange/mime/mime-problem.ts';
import { GraphError } from './graph-error.ts';
import type { GraphRequest } from './graph-operation.ts';

export function readMimeDraft({ body, mailbox, settings }: GraphRequest): NewDraft | 'dropped' {
  const bytes = decode(body);
  const { dropsMimeAboveBytes } = settings;
  if (dropsMimeAboveBytes !== null && bytes.byteLength > dropsMimeAboveBytes) return 'dropped';
  try {
    return fromMime(bytes, mailbox);
  } catch (error) {
    if (error instanceof MimeProblem) {
      throw new GraphError(400, 'ErrorMimeContentInvalid', `The MIME content is invalid. ${error.message}`);
    }
    throw error;
  }
}

function decode(body: string): Buffer {
  const base64 = body.replaceAll(/\s+/g, '');
  if (base64 !== '' && base64.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(base64)) {
    return Buffer.from(base64, 'base64');
  }
  throw new GraphError(400, 'ErrorMimeContentInvalidBase64String', 'Invalid base64 string for MIME content.');
}
