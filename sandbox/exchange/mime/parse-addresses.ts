/**
 * The addresses of a header such as To: `Ada <ada@example.org>, "Lovelace, Ada" <…>, bob@example.org (Bob)`, groups included.
 * Promises: never throws; what is no address comes back as one, so that Exchange's own check refuses it by name.
 */
import type { EmailAddress } from '../message-content.ts';
import { decodeWords } from './decode-words.ts';

export function parseAddresses(value: string): readonly EmailAddress[] {
  return splitList(withoutComments(value))
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(parseAddress);
}

function parseAddress(part: string): EmailAddress {
  const [, phrase, address] = /^(.*?)<([^<>]*)>$/s.exec(part) ?? [];
  if (address === undefined) return { address: part };
  const name = decodeWords(unquote((phrase ?? '').trim()));
  return { ...(name === '' ? {} : { name }), address: address.trim() };
}

/** At commas and semicolons outside of quotes; the name of a group (`undisclosed-recipients:`) is no part. */
function splitList(value: string): readonly string[] {
  const tokens = value.match(/"(?:\\.|[^"\\])*"|<[^>]*>|[,;:]|[^",;:<]+|./gs) ?? [];
  const parts: string[] = [''];
  for (const token of tokens) {
    if (token === ',' || token === ';') parts.push('');
    else if (token === ':') parts[parts.length - 1] = '';
    else parts[parts.length - 1] += token;
  }
  return parts;
}

function withoutComments(value: string): string {
  return value.replaceAll(/"(?:\\.|[^"\\])*"|\((?:\\.|[^()\\])*\)/gs, (token) => (token.startsWith('(') ? '' : token));
}

function unquote(phrase: string): string {
  if (!/^".*"$/s.test(phrase)) return phrase;
  return phrase.slice(1, -1).replaceAll(/\\(.)/gs, '$1');
}
