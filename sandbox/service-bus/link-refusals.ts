/** Why a link is refused, in the words by which the SDKs recognise it. */
import type { AmqpError } from './rhea-library.ts';

/** `amqp:not-found` alone becomes a ServiceCommunicationError; only with this sentence it becomes MessagingEntityNotFound. */
export function entityNotFound(address: string | null | undefined): AmqpError {
  return { condition: 'amqp:not-found', description: `The messaging entity '${address}' could not be found.` };
}

export const sessionsNotSupported: AmqpError = {
  condition: 'amqp:not-allowed',
  description:
    'A sessionful message receiver cannot be created on an entity that does not require sessions. Use createReceiver instead of acceptSession.',
};
