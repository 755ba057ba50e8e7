/**
 * What has to happen for each step of the product to be taken: messages, and what goes wrong with them. Together they pass every
 * crash point; a test finds out whether they still do.
 */
import type { ServiceBusMessage } from '@azure/service-bus';
import type { FaultRule } from './fault-schedule.ts';
import { type ProducedMessage, toBody } from './produce.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

export interface CrashScenario {
  readonly name: string;
  readonly tenant: 'drafting' | 'direct' | 'parking' | 'resending';
  /** What is enqueued; without it, the message itself. */
  readonly enqueue?: (first: Enqueued, now: Date) => readonly Enqueued[];
  /** Of its mailbox, and all at Graph; each spoils one call. */
  readonly faults?: readonly GraphFault[];
  /** Its mailbox's hold is removed from under what waits for it, as by somebody who thinks to help. */
  readonly isHoldRemoved?: true;
  /** No instance is alive when it is enqueued. */
  readonly isNobodyThere?: true;
  /** There is something in it for the timers. */
  readonly isForTimers?: true;
}

export interface Enqueued {
  /** What the judge looks for. */
  readonly message: ProducedMessage;
  readonly queueMessage: ServiceBusMessage;
}

type GraphFault = Required<Pick<FaultRule, 'operation' | 'phase' | 'effect'>>;

const respond = (status: number, code?: string) => ({
  kind: 'respond',
  status,
  ...(code === undefined ? {} : { body: { error: { code, message: 'A fault that was asked for.' } } }),
});
const reset = { kind: 'reset' };

const before = (operation: string, effect: FaultRule['effect']): GraphFault => ({ operation, phase: 'before', effect });
const after = (operation: string, effect: FaultRule['effect']): GraphFault => ({ operation, phase: 'after', effect });

export function ask(message: ProducedMessage): Enqueued {
  return {
    message,
    queueMessage: { messageId: `msg_${message.id}`, contentType: 'application/json', body: toBody(message) },
  };
}

const again = (first: Enqueued): Enqueued => ({
  ...first,
  queueMessage: { ...first.queueMessage, messageId: `${first.queueMessage.messageId}_again` },
});

/** The same id, another content: refused, whichever of both comes second. */
const contradict = (first: Enqueued): Enqueued => ({
  ...first,
  queueMessage: { ...again(first).queueMessage, body: { ...toBody(first.message), text: 'Other.' } },
});

const another = ({ message }: Enqueued): Enqueued => ask({ ...message, id: `${message.id}-2` });

/** It outlives the queue before anybody can take it: the broker puts it into the dead-letter queue. */
const shortInTheQueue = (first: Enqueued): Enqueued => ({
  ...first,
  queueMessage: { ...first.queueMessage, timeToLive: 50 },
});

const shortLived = ({ message }: Enqueued, now: Date): Enqueued =>
  ask({ ...message, expiresAt: new Date(now.getTime() + MINUTE) });

export const crashScenarios: readonly CrashScenario[] = [
  { name: 'a draft that is sent', tenant: 'drafting' },
  { name: 'a message that is sent by one call', tenant: 'direct' },
  { name: 'a message that is enqueued again', tenant: 'drafting', enqueue: (first) => [first, again(first)] },
  { name: 'an id that stands for another message', tenant: 'direct', enqueue: (first) => [first, contradict(first)] },
  { name: 'a sent draft without an answer', tenant: 'drafting', faults: [after('sendDraft', reset)] },
  { name: 'a sent message without an answer', tenant: 'direct', faults: [after('sendMail', respond(504))] },
  { name: 'a send that was not made', tenant: 'direct', faults: [before('sendMail', respond(503))] },
  { name: 'a draft without an answer', tenant: 'drafting', faults: [after('createDraft', reset)] },
  { name: 'a doubt that nobody may resolve', tenant: 'parking', faults: [after('sendMail', respond(504))] },
  {
    name: 'a doubt that is resolved by sending again',
    tenant: 'resending',
    faults: [after('sendMail', respond(504))],
  },
  {
    name: 'a mailbox that is throttled',
    tenant: 'drafting',
    faults: [before('createDraft', respond(429, 'TooManyRequests'))],
  },
  {
    name: 'a message that is refused',
    tenant: 'drafting',
    faults: [before('sendDraft', respond(400, 'ErrorInvalidRecipients'))],
  },
  {
    name: 'a token that is stale',
    tenant: 'drafting',
    faults: [before('createDraft', respond(401, 'InvalidAuthenticationToken'))],
  },
  {
    name: 'a message that expires',
    tenant: 'drafting',
    enqueue: (first, now) => [shortLived(first, now)],
    faults: [before('createDraft', respond(429, 'TooManyRequests'))],
  },
  {
    name: 'a message that the broker gives up on',
    tenant: 'direct',
    enqueue: (first) => [shortInTheQueue(first)],
    isNobodyThere: true,
  },
  {
    name: 'a mailbox that is held',
    tenant: 'drafting',
    enqueue: (first) => [first, another(first)],
    faults: [before('createDraft', respond(403, 'ErrorAccessDenied'))],
    isForTimers: true,
  },
  {
    name: 'a message that expires while it is held back',
    tenant: 'drafting',
    enqueue: (first, now) => [shortLived(first, now)],
    faults: [before('createDraft', respond(403, 'ErrorAccessDenied'))],
    isForTimers: true,
  },
  {
    name: 'a message whose hold is gone',
    tenant: 'drafting',
    faults: [before('createDraft', respond(403, 'ErrorAccessDenied'))],
    isHoldRemoved: true,
    isForTimers: true,
  },
  {
    name: 'a draft that is left behind',
    tenant: 'drafting',
    faults: [before('sendDraft', respond(400, 'ErrorInvalidRecipients')), before('deleteMessage', respond(500))],
    isForTimers: true,
  },
];
