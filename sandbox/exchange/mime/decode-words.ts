/** Header text from its encoded words (RFC 2047); text outside of them may be raw UTF-8, as many programs send it. */
import { decodeQuotedPrintable } from './decode-quoted-printable.ts';
import { decodeText, toBytes } from './decode-text.ts';

const encodedWord = /=\?([^?\s]+)\?([bq])\?([^?\s]*)\?=/gi;

export function decodeWords(value: string): string {
  // White space between two encoded words belongs to neither.
  const joined = value.replaceAll(/(\?=)[ \t]+(?==\?)/g, '$1');
  let text = '';
  let position = 0;
  for (const match of joined.matchAll(encodedWord)) {
    text += decodeText(toBytes(joined.slice(position, match.index)), 'utf-8');
    text += decodeWord(match[1] ?? '', match[2] ?? '', match[3] ?? '');
    position = match.index + match[0].length;
  }
  return text + decodeText(toBytes(joined.slice(position)), 'utf-8');
}

function decodeWord(charset: string, encoding: string, encoded: string): string {
  const bytes =
    encoding.toLowerCase() === 'b'
      ? new Uint8Array(Buffer.from(encoded, 'base64'))
      : toBytes(decodeQuotedPrintable(encoded.replaceAll('_', ' ')));
  // RFC 2231 lets a language follow: utf-8*en.
  return decodeText(bytes, charset.split('*')[0] ?? '');
}
