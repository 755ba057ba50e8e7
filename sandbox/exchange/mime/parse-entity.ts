/**
 * Cuts MIME source into headers and body: of a message or of one part of it.
 * Source is a string of bytes (latin1), because a part may be in any character set; values are decoded where they are read.
 */
import { MimeProblem } from './mime-problem.ts';

export interface Header {
  /** Lower case. */
  readonly name: string;
  /** Unfolded; bytes and encoded words as they came. */
  readonly value: string;
}

export interface Entity {
  readonly headers: readonly Header[];
  readonly body: string;
}

export function parseEntity(source: string): Entity {
  const end = /^\r?\n|\r?\n\r?\n/.exec(source);
  const head = end === null ? source : source.slice(0, end.index);
  const body = end === null ? '' : source.slice(end.index + end[0].length);
  return { headers: parseHeaders(head), body };
}

/** The first value of a header, or the empty text. */
export function headerOf({ headers }: Entity, name: string): string {
  return headers.find((header) => header.name === name)?.value ?? '';
}

function parseHeaders(head: string): readonly Header[] {
  const lines = head
    .replaceAll(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/)
    .filter((line) => line !== '');
  return lines.map((line) => {
    const [, name, value] = /^([\x21-\x39\x3b-\x7e]+)[ \t]*:[ \t]*(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) throw new MimeProblem('A line among the headers is none.');
    return { name: name.toLowerCase(), value: value.trimEnd() };
  });
}
