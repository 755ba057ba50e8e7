/**
 * Gives every message its id and checks it against the contract, as Postbus will: all problems of all messages at once, or
 * what goes on the queue. The bodies of many copies are made one by one, while they are sent.
 */
import { LARGEST_MESSAGE_BYTES } from '../../shared/message/message-schema.ts';
import { parseMessage } from '../../shared/message/parse-message.ts';
import type { OutgoingMessage } from '../../shared/message/queue-access.ts';
import { CommandError, type CommandProblem } from '../command-error.ts';
import { asDraft, type ReadMessages } from './read-messages.ts';

export interface Submission {
  readonly tenant: string;
  readonly id: string;
}

export interface Prepared {
  readonly submissions: readonly Submission[];
  outgoing(): Iterable<OutgoingMessage>;
}

export interface PrepareOptions {
  readonly count: number;
  /** A random id, new at each call. */
  readonly newId: () => string;
}

/** @throws CommandError with every problem; nothing may be enqueued then */
export function prepareMessages({ drafts, isList }: ReadMessages, { count, newId }: PrepareOptions): Prepared {
  const named = drafts.map((draft) => withId(draft, newId));
  const copies = named.flatMap((draft) => copiesOf(draft, count));
  // Copies differ in their ids alone, and the last one is the longest.
  const problems = named.flatMap((draft, index) =>
    problemsOf(copiesOf(draft, count).at(-1)?.body()).map((each) => (isList ? { message: index + 1, ...each } : each)),
  );
  if (problems.length > 0) throw refused(problems, named.length);
  return {
    submissions: copies.map(({ tenant, id }) => ({ tenant, id })),
    *outgoing() {
      // Another MessageId than the id: the queue's duplicate detection knows no tenants, and would swallow what the ledger counts.
      for (const { body } of copies) yield { body: body(), messageId: newId() };
    },
  };
}

interface Copy extends Submission {
  body(): string;
}

function copiesOf(draft: unknown, count: number): readonly Copy[] {
  const { tenant, id } = asDraft(draft) ?? {};
  if (count === 1 || typeof id !== 'string') {
    return [{ tenant: String(tenant), id: String(id), body: () => JSON.stringify(draft) }];
  }
  return Array.from({ length: count }, (_, index) => {
    const numbered = `${id}-${index + 1}`;
    return { tenant: String(tenant), id: numbered, body: () => JSON.stringify({ ...asDraft(draft), id: numbered }) };
  });
}

/** The id stands in the body: a MessageId is lost wherever somebody moves the message to another queue. */
function withId(draft: unknown, newId: () => string): unknown {
  const object = asDraft(draft);
  return object === undefined || object.id !== undefined ? draft : { ...object, id: newId() };
}

function problemsOf(body = ''): readonly CommandProblem[] {
  const bytes = Buffer.from(body, 'utf8');
  const parsed = parseMessage({
    body: bytes,
    messageId: undefined,
    deliveryCount: 1,
    sequenceNumber: '',
    enqueuedAt: new Date(0),
  });
  if (parsed.kind === 'message') return [];
  return bytes.byteLength > LARGEST_MESSAGE_BYTES
    ? parsed.problems.map(({ path, sentence }) => ({
        path,
        sentence: `${sentence} (it has ${Math.ceil(bytes.byteLength / 1024)} KB)`,
      }))
    : parsed.problems;
}

function refused(problems: readonly CommandProblem[], messages: number): CommandError {
  const count = countRefused(problems);
  const what =
    messages === 1 ? 'The message breaks' : `Of ${messages} messages, ${count} ${count === 1 ? 'breaks' : 'break'}`;
  return new CommandError({
    code: 'ERR_MESSAGE_INVALID',
    sentence: `${what} the contract; nothing was enqueued.`,
    remedy: 'Correct the problems and send again; docs/message-contract.md shows the contract.',
    problems,
  });
}

const countRefused = (problems: readonly CommandProblem[]): number =>
  new Set(problems.map(({ message }) => message)).size;
