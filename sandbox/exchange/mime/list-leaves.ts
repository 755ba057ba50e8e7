/**
 * The parts of a MIME message that hold content, in their order, with transfer encodings undone.
 * A message inside the message is one leaf: its parts are its own.
 */
import { decodeQuotedPrintable } from './decode-quoted-printable.ts';
import { toBytes } from './decode-text.ts';
import { MimeProblem } from './mime-problem.ts';
import { type Entity, headerOf, parseEntity } from './parse-entity.ts';
import { type Parameterized, parseParameters } from './parse-parameters.ts';

export interface Leaf {
  readonly type: Parameterized;
  readonly disposition: Parameterized;
  readonly contentId: string | undefined;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

// Nobody nests deeper; source that does was made to exhaust the parser.
const deepest = 20;

export function listLeaves(entity: Entity, depth = 0): readonly Leaf[] {
  const type = parseParameters(headerOf(entity, 'content-type') || 'text/plain; charset=us-ascii');
  if (!type.value.startsWith('multipart/')) return [toLeaf(entity, type)];
  if (depth >= deepest) throw new MimeProblem('Parts are nested too deep.');
  return splitParts(entity.body, type).flatMap((part) => listLeaves(parseEntity(part), depth + 1));
}

function splitParts(body: string, { parameters }: Parameterized): readonly string[] {
  const boundary = parameters.get('boundary') ?? '';
  if (boundary === '') throw new MimeProblem('A multipart has no boundary.');
  const escaped = boundary.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  const [untilEnd = ''] = `\n${body}`.split(new RegExp(`\\r?\\n--${escaped}--`));
  const [, ...parts] = untilEnd.split(new RegExp(`\\r?\\n--${escaped}[ \\t]*(?=\\r?\\n|$)`));
  if (parts.length === 0) throw new MimeProblem('The boundary of a multipart does not occur.');
  return parts.map((part) => part.replace(/^\r?\n/, ''));
}

function toLeaf(entity: Entity, type: Parameterized): Leaf {
  const contentId = /^<?([^<>]+)>?$/.exec(headerOf(entity, 'content-id').trim())?.[1];
  return {
    type,
    disposition: parseParameters(headerOf(entity, 'content-disposition')),
    contentId,
    bytes: decodeBody(entity),
  };
}

function decodeBody(entity: Entity): Uint8Array<ArrayBuffer> {
  switch (headerOf(entity, 'content-transfer-encoding').toLowerCase()) {
    case 'base64':
      return new Uint8Array(Buffer.from(entity.body, 'base64'));
    case 'quoted-printable':
      return toBytes(decodeQuotedPrintable(entity.body));
    default:
      return toBytes(entity.body);
  }
}
