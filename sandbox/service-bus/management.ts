/**
 * The operations of `<queue>/$management`, as answers to requests; sending them is somebody else's work.
 * The types in the answers are strict: the .NET client casts them without a check.
 */
import { parseMessage } from './amqp-message.ts';
import { type AmqpValue, anything, binary, longArray, record, text, timestampArray, uuid } from './amqp-value.ts';
import { lockLost } from './answers.ts';
import type { BrokerFault, BrokerFaults } from './broker-faults.ts';
import type { ReceivedMessage } from './consumers.ts';
import { toUuidBytes } from './lock-token.ts';
import type { ManagementRequest } from './management-request.ts';
import { encodeOutgoing } from './outgoing-message.ts';
import { serverBusy } from './producer-link.ts';
import type { Queue } from './queue.ts';
import type { AmqpError } from './rhea-library.ts';
import { type Settlement, settleMessage } from './settlement.ts';

export interface ManagementAnswer {
  readonly status: number;
  readonly description: string;
  readonly condition?: string;
  readonly body?: AmqpValue;
  readonly fault?: BrokerFault;
}

interface Target {
  readonly queue: Queue;
  readonly faults: BrokerFaults;
}

type Operation = (request: ManagementRequest, target: Target) => ManagementAnswer;

export function answerManagement(request: ManagementRequest, target: Target): ManagementAnswer {
  const operation = operations[request.operation];
  if (operation !== undefined) return operation(request, target);
  const isAboutSessions = request.operation.includes('session');
  const cause = isAboutSessions ? 'Queues of this broker have no sessions' : 'This broker does not know the operation';
  return refused(501, { condition: 'amqp:not-implemented', description: `${cause}: ${request.operation}.` });
}

const operations: Readonly<Record<string, Operation>> = {
  'com.microsoft:peek-message': peek,
  'com.microsoft:renew-lock': renewLock,
  'com.microsoft:schedule-message': schedule,
  'com.microsoft:cancel-scheduled-message': cancelScheduled,
  'com.microsoft:receive-by-sequence-number': receiveDeferred,
  'com.microsoft:update-disposition': updateDisposition,
};

function peek(request: ManagementRequest, { queue }: Target): ManagementAnswer {
  const peeked = queue.peek(request.number('from-sequence-number'), request.number('message-count', 1));
  if (peeked.length === 0) return { status: 204, description: 'No content' };
  const messages = peeked.map(({ message, lock }) => ({
    message: binary(encodeOutgoing(message, { lockedUntil: lock?.until, deliveryCount: message.deliveryCount })),
  }));
  return ok({ messages });
}

function renewLock(request: ManagementRequest, { queue }: Target): ManagementAnswer {
  const expirations = queue.renew(request.lockTokens());
  return expirations === undefined ? refused(410, lockLost) : ok({ expirations: timestampArray(expirations) });
}

function schedule(request: ManagementRequest, { queue, faults }: Target): ManagementAnswer {
  const incoming = request.messages().map(parseMessage);
  const fault = faults.onSchedule?.(queue.name) ?? 'accept';
  if (fault === 'refuse' || fault === 'drop-connection') return { ...refused(503, serverBusy), fault };
  const sequenceNumbers = incoming.map((message) => queue.enqueue(message));
  return { ...ok({ 'sequence-numbers': longArray(sequenceNumbers) }), fault };
}

function cancelScheduled(request: ManagementRequest, { queue }: Target): ManagementAnswer {
  if (queue.cancelScheduled(request.numbers('sequence-numbers'))) return ok({});
  return notFound('The scheduled message was not found: it has become active, or it was cancelled before.');
}

function receiveDeferred(request: ManagementRequest, { queue }: Target): ManagementAnswer {
  const deletes = request.number('receiver-settle-mode', 1) === 0;
  const received = queue.receiveDeferred(request.numbers('sequence-numbers'), deletes);
  if (received === undefined) {
    return notFound(
      'Failed to lock one or more specified messages: they are not deferred, or somebody has locked them.',
    );
  }
  return ok({ messages: received.map(toReceivedEntry) });
}

function toReceivedEntry({ message, lock }: ReceivedMessage): Readonly<Record<string, AmqpValue>> {
  const options = { lockedUntil: lock?.until, deliveryCount: message.deliveryCount - 1 };
  const bytes = { message: binary(encodeOutgoing(message, options)) };
  return lock === undefined ? bytes : { ...bytes, 'lock-token': uuid(toUuidBytes(lock.token)) };
}

function updateDisposition(request: ManagementRequest, target: Target): ManagementAnswer {
  const settlement = settlementOf(request);
  if (settlement === undefined) {
    const description = `Unknown disposition: ${request.text('disposition-status')}.`;
    return refused(400, { condition: 'amqp:not-allowed', description });
  }
  const answers = request.lockTokens().map((token) => settleMessage(target, token, settlement));
  target.queue.pump();
  const fault = answers.find((answer) => answer.fault !== 'accept')?.fault ?? 'accept';
  const answer = answers.every(({ isSettled }) => isSettled) ? ok({}) : refused(410, lockLost);
  return { ...answer, fault };
}

function settlementOf(request: ManagementRequest): Settlement | undefined {
  const changes = Object.entries(request.record('properties-to-modify'));
  const properties = changes.map(([name, value]) => [text(name), anything(value)] as const);
  switch (request.text('disposition-status')) {
    case 'completed':
      return { kind: 'complete', properties: [] };
    case 'abandoned':
      return { kind: 'abandon', properties };
    case 'defered': // The service's own spelling.
      return { kind: 'defer', properties };
    case 'suspended':
      return { kind: 'dead-letter', properties: [...reasonOf(request), ...properties] };
    default:
      return undefined;
  }
}

function reasonOf(request: ManagementRequest): Settlement['properties'] {
  return [
    [text('DeadLetterReason'), anything(request.text('deadletter-reason'))],
    [text('DeadLetterErrorDescription'), anything(request.text('deadletter-description'))],
  ];
}

function ok(body: Readonly<Record<string, unknown>>): ManagementAnswer {
  return { status: 200, description: 'OK', body: record(body) };
}

function notFound(description: string): ManagementAnswer {
  return refused(404, { condition: 'com.microsoft:message-not-found', description });
}

function refused(status: number, { condition, description }: AmqpError): ManagementAnswer {
  return { status, description, condition };
}
