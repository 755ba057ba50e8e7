/** A header of the form `value; name=text; name*=utf-8''…` (RFC 2045, 2231), such as Content-Type and Content-Disposition. */
import { decodeText, toBytes } from './decode-text.ts';
import { decodeWords } from './decode-words.ts';

export interface Parameterized {
  /** Lower case. */
  readonly value: string;
  /** Names are lower case. */
  readonly parameters: ReadonlyMap<string, string>;
}

const parameter = /;\s*([^\s=;*]+)(?:\*\d+)?(\*)?\s*=\s*(?:"((?:\\.|[^"\\])*)"|([^;\s]*))/gs;

export function parseParameters(header: string): Parameterized {
  const value = (/^[^;]*/.exec(header)?.[0] ?? '').trim().toLowerCase();
  const parameters = new Map<string, string>();
  for (const [, name = '', extended, quoted, bare] of header.matchAll(parameter)) {
    const written = quoted === undefined ? (bare ?? '') : quoted.replaceAll(/\\(.)/gs, '$1');
    const key = name.toLowerCase();
    // A long one comes in numbered pieces: name*0=, name*1=.
    parameters.set(
      key,
      (parameters.get(key) ?? '') + (extended === undefined ? decodeWords(written) : decodeExtended(written)),
    );
  }
  return { value, parameters };
}

/** `utf-8'en'na%C3%AFve.txt`; only the first piece of a long one names the character set. */
function decodeExtended(written: string): string {
  const [, charset = 'utf-8', encoded = ''] = /^(?:([^']*)'[^']*')?(.*)$/s.exec(written) ?? [];
  const bytes = encoded.replaceAll(/%([0-9a-f]{2})/gi, (_escape, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
  return decodeText(toBytes(bytes), charset === '' ? 'utf-8' : charset);
}
