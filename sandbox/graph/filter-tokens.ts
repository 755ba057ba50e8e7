/** Cuts an OData $filter into its tokens. Strings keep their quotes doubled inside, as OData writes them. */
import { badRequest } from './graph-error.ts';

export type Token =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'word'; readonly value: string }
  | { readonly kind: 'sign'; readonly value: '(' | ')' | ',' | ':' };

// A word may hold a path (ep/id), a date-time or a number; a date-time has colons, so it comes before the signs.
const pattern =
  /\s*(?:'((?:[^']|'')*)'|(\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d))|([A-Za-z_@][\w./@]*|[-\d.]+)|([(),:]))/y;

export function readTokens(filter: string): readonly Token[] {
  const tokens: Token[] = [];
  const text = filter.trim();
  pattern.lastIndex = 0;
  while (pattern.lastIndex < text.length) {
    const position = pattern.lastIndex;
    const match = pattern.exec(text);
    if (match === null) throw badRequest(`Invalid filter clause: syntax error at position ${position} in '${filter}'.`);
    tokens.push(toToken(match));
  }
  return tokens;
}

function toToken([, quoted, instant, word, sign]: RegExpExecArray): Token {
  if (quoted !== undefined) return { kind: 'text', value: quoted.replaceAll("''", "'") };
  if (sign === '(' || sign === ')' || sign === ',' || sign === ':') return { kind: 'sign', value: sign };
  return { kind: 'word', value: instant ?? word ?? '' };
}
