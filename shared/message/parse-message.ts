/**
 * From the bytes of a queue message to a `Message`, or to every problem with them. Pure; never throws, whatever the bytes.
 * `unreadable`: nobody can say whose message it is, or it is of another contract. `invalid`: the tenant is known, and the
 * producer gets the problems under its own id.
 */
import type * as z from 'zod';
import { addressKey, type Recipient } from './address.ts';
import { findFlood } from './find-flood.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { Message } from './message.ts';
import { LARGEST_MESSAGE_BYTES, messageId, messageSchema, type QueueMessage, tenantKey } from './message-schema.ts';
import { type Problem, problem, toJsonPath } from './problem.ts';
import { defaultMessageId, type ReceivedMessage } from './received-message.ts';
import { toProblems } from './to-problems.ts';

export type ParsedMessage =
  | { readonly kind: 'message'; readonly message: Message; readonly fingerprint: string }
  | { readonly kind: 'invalid'; readonly tenant: string; readonly id: string; readonly problems: readonly Problem[] }
  | { readonly kind: 'unreadable'; readonly id: string; readonly problems: readonly Problem[] };

export function parseMessage(received: ReceivedMessage): ParsedMessage {
  const read = readObject(received.body);
  if (!read.ok) return { kind: 'unreadable', id: fallbackId(received), problems: [read.problem] };
  const flood = findFlood(read.object);
  if (flood.length > 0) return refuse(read.object, received, flood);
  const parsed = messageSchema.safeParse(read.object, { reportInput: true });
  const own = [...findIdProblem(read.object, received), ...findLostKeys(read.object)];
  if (parsed.success && own.length === 0) return readable(parsed.data, received);
  const problems = [...(parsed.success ? [] : toProblems(parsed.error.issues)), ...own];
  return refuse(read.object, received, limited(problems));
}

type ReadObject =
  | { readonly ok: true; readonly object: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly problem: Problem };

function readObject(body: Uint8Array): ReadObject {
  if (body.byteLength > LARGEST_MESSAGE_BYTES)
    return unreadable(`must be at most ${LARGEST_MESSAGE_BYTES / 1024} KB; put large content behind a link`);
  const text = decodeUtf8(body);
  if (text === undefined) return unreadable('must be UTF-8');
  const value = parseJson(text);
  if (value === undefined) return unreadable('must be JSON: one object, as docs/message-contract.md shows it');
  if (typeof value === 'string')
    return unreadable(
      'must be a JSON object and is a JSON string: it was encoded twice; hand over the object, or bytes',
    );
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return unreadable('must be a JSON object');
  return { ok: true, object: { ...value } };
}

function decodeUtf8(body: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return undefined;
  }
}

/** The parser's own message is left out: it quotes the text, which is content. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const unreadable = (sentence: string): ReadObject => ({ ok: false, problem: problem('$', sentence) });

function findIdProblem(object: Readonly<Record<string, unknown>>, received: ReceivedMessage): readonly Problem[] {
  if (object.id !== undefined) return [];
  const id = defaultMessageId(received);
  if (messageId.safeParse(id).success) return [];
  const sentence =
    id === undefined
      ? 'is missing, and the Service Bus MessageId looks like JSON (a number, true, null …), which Azure Functions changes on the way; give "id" in the body, or a MessageId with a prefix such as msg_'
      : 'is missing, and the Service Bus MessageId cannot stand in for it: it must be 1 to 128 visible ASCII characters without spaces';
  return [problem('$.id', sentence)];
}

/** zod passes over a key of this name in a record without a word, and what a producer wrote would silently be lost. */
const findLostKeys = ({ headers, tags }: Readonly<Record<string, unknown>>): readonly Problem[] =>
  Object.entries({ headers, tags })
    .filter(([, value]) => typeof value === 'object' && value !== null && Object.hasOwn(value, '__proto__'))
    .map(([property]) => problem(toJsonPath([property, '__proto__']), 'is not a name that may be used; remove it'));

/** A body of 256 KB has room for 100,000 problems; nobody reads them, and no log or table takes them. */
const MOST_PROBLEMS = 100;

function limited(problems: readonly Problem[]): readonly Problem[] {
  if (problems.length <= MOST_PROBLEMS) return problems;
  const shown = problems.slice(0, MOST_PROBLEMS - 1);
  return [...shown, problem('$', `has ${problems.length - shown.length} more problems, which are not listed`)];
}

function refuse(
  object: Readonly<Record<string, unknown>>,
  received: ReceivedMessage,
  problems: readonly Problem[],
): ParsedMessage {
  const tenant = tenantKey.safeParse(object.tenant);
  const id = messageId.safeParse(object.id ?? defaultMessageId(received));
  if (!tenant.success || object.version !== 1)
    return { kind: 'unreadable', id: id.success ? id.data : fallbackId(received), problems };
  return { kind: 'invalid', tenant: tenant.data, id: id.success ? id.data : fallbackId(received), problems };
}

/** Something to find a message by that has no id of its own. */
function fallbackId(received: ReceivedMessage): string {
  const id = messageId.safeParse(defaultMessageId(received));
  return id.success ? id.data : `sequence-${received.sequenceNumber}`;
}

function readable(data: QueueMessage, received: ReceivedMessage): ParsedMessage {
  const message = toMessage(data, data.id ?? defaultMessageId(received) ?? '');
  return { kind: 'message', message, fingerprint: fingerprintOf(message) };
}

function toMessage({ version: _version, from, text, html, expiresAt, ...rest }: QueueMessage, id: string): Message {
  return {
    ...rest,
    ...mergeDuplicates(rest),
    id,
    ...(from === undefined ? {} : { from }),
    body: html === undefined ? { contentType: 'text', content: text ?? '' } : { contentType: 'html', content: html },
    attachments: rest.attachments.map(({ contentId, ...attachment }) =>
      contentId === undefined ? attachment : { ...attachment, contentId },
    ),
    ...(expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt) }),
  };
}

type Addressed = Pick<z.output<typeof messageSchema>, 'to' | 'cc' | 'bcc'>;

/** Everybody gets a message once: an address counts where it stands first, in the order to, cc, bcc. */
function mergeDuplicates({ to, cc, bcc }: Addressed): Pick<Message, 'to' | 'cc' | 'bcc'> {
  const seen = new Set<string>();
  const firstOnly = (list: readonly Recipient[]): readonly Recipient[] =>
    list.filter(({ address }) => !seen.has(addressKey(address)) && seen.add(addressKey(address)));
  return { to: firstOnly(to), cc: firstOnly(cc), bcc: firstOnly(bcc) };
}
