/** What the tests of the contract put on the queue: one valid message, and received messages made of anything. */
import type { Message } from '../../../shared/message/message.ts';
import { parseMessage } from '../../../shared/message/parse-message.ts';
import type { Problem } from '../../../shared/message/problem.ts';
import type { ReceivedMessage } from '../../../shared/message/received-message.ts';

export const valid = {
  version: 1,
  tenant: 'contoso',
  id: 'order-1',
  to: ['ada@example.org'],
  subject: 'Your order',
  text: 'Thank you.',
};

export const receivedBytes = (body: Uint8Array, from: Partial<ReceivedMessage> = {}): ReceivedMessage => ({
  body,
  messageId: 'msg_1',
  deliveryCount: 1,
  sequenceNumber: '7',
  enqueuedAt: new Date('2026-01-01T00:00:00Z'),
  ...from,
});

export const receivedText = (text: string, from: Partial<ReceivedMessage> = {}): ReceivedMessage =>
  receivedBytes(Buffer.from(text, 'utf8'), from);

export const received = (content: unknown, from: Partial<ReceivedMessage> = {}): ReceivedMessage =>
  receivedText(JSON.stringify(content), from);

/** The problems of `valid` with these properties, in one line each; `undefined` takes a property away. */
export const problemsWith = (changes: object): readonly string[] => linesOf(problemsOf({ ...valid, ...changes }));

export function problemsOf(content: unknown): readonly Problem[] {
  const parsed = parseMessage(received(content));
  return parsed.kind === 'message' ? [] : parsed.problems;
}

export const linesOf = (problems: readonly Problem[]): readonly string[] =>
  problems.map(({ path, sentence }) => `${path} ${sentence}`);

/** `valid` with these properties, parsed. */
export function parsedWith(changes: object): { readonly message: Message; readonly fingerprint: string } {
  const parsed = parseMessage(received({ ...valid, ...changes }));
  if (parsed.kind === 'message') return parsed;
  throw new Error(`This should have been a message: ${linesOf(parsed.problems).join('; ')}`);
}
