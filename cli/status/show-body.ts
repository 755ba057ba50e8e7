/** The body of a parked message, as it stood on the queue: byte for byte, or harmless on a terminal. */
import type { Ledger } from '../../shared/delivery/ledger.ts';
import type { Answer } from '../command-context.ts';
import { notFoundError } from '../command-error.ts';
import { findRecords, type MessageKey } from './find-records.ts';

export async function showBody({ tenant, id }: MessageKey, ledger: Pick<Ledger, 'find' | 'readBody'>): Promise<Answer> {
  const [own] = await findRecords({ tenant, id }, ledger);
  const body = await ledger.readBody(own);
  if (body) return toBodyAnswer({ tenant, id }, body);
  throw notFoundError(
    `Message ${id} of ${tenant} is ${own.state}: the body of a parked message alone is kept.`,
    'See its record without --body; its producer has the content.',
  );
}

const toBodyAnswer = ({ tenant, id }: MessageKey, body: Uint8Array): Answer => ({
  json: { tenant, id, bodyBase64: Buffer.from(body).toString('base64') },
  bytes: body,
  text: () => showControls(Buffer.from(body).toString('utf8')),
});

/** A terminal obeys escape sequences, and anybody can put a body on the queue. */
const showControls = (text: string): string =>
  text.replace(
    /(?![\n\t])[\p{Cc}\p{Cf}]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}}`,
  );
