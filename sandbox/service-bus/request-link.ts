/**
 * A link on which a client sends requests: security tokens to $cbs, operations to `<queue>/$management`.
 * Every request is answered, also one that cannot be understood; what it changed is safe in the store before.
 */
import { int, symbol } from './amqp-value.ts';
import type { Answers } from './answers.ts';
import type { BrokerContext } from './broker-context.ts';
import { answerManagement, type ManagementAnswer } from './management.ts';
import { ManagementRequest } from './management-request.ts';
import type { Queue } from './queue.ts';
import type { ReplyLinks } from './reply-links.ts';
import { decodeMessage, freeDelivery } from './rhea-internals.ts';
import type { RheaConnection, RheaDelivery, RheaMessage } from './rhea-library.ts';

interface BrokerParts {
  readonly context: BrokerContext;
  readonly answers: Answers;
  readonly replies: ReplyLinks;
}

export class RequestLink {
  /** Undefined on $cbs. */
  readonly #queue: Queue | undefined;
  readonly #parts: BrokerParts;

  constructor(queue: Queue | undefined, parts: BrokerParts) {
    this.#queue = queue;
    this.#parts = parts;
  }

  receive(bytes: Buffer, delivery: RheaDelivery): void {
    const { connection } = delivery.link;
    // .NET sends requests settled, and does not expect a disposition then.
    if (delivery.remote_settled) freeDelivery(delivery);
    else this.#parts.answers.accept(delivery, 'receiver');
    const request = decodeMessage(bytes);
    if (this.#queue === undefined) this.#reply(connection, request, tokenAccepted);
    else this.#manage(connection, request, this.#queue);
  }

  #manage(connection: RheaConnection, request: RheaMessage, queue: Queue): void {
    const { context } = this.#parts;
    const answer = answerOrProblem(request, { queue, faults: context.faults });
    const drop = () => connection.socket.destroy(new Error('The connection was dropped by an injected fault.'));
    if (answer.fault === 'drop-connection') {
      drop();
      return;
    }
    context.store.afterCommit(() => {
      if (answer.fault === 'accept-and-drop') drop();
      else if (answer.fault !== 'lose-answer') this.#reply(connection, request, toReply(answer));
      queue.pump();
    });
  }

  #reply(connection: RheaConnection, request: RheaMessage, reply: RheaMessage): void {
    const addressed = { ...reply, correlation_id: request.message_id };
    const isSent = this.#parts.replies.reply(connection, request.reply_to, addressed);
    if (!isSent) this.#parts.context.log(`No link to answer a request on: ${request.reply_to}`);
  }
}

/** Any token will do: the sandbox has nothing to protect from its own machine. */
const tokenAccepted: RheaMessage = {
  application_properties: { 'status-code': int(202), 'status-description': 'Accepted' },
};

function answerOrProblem(request: RheaMessage, target: Parameters<typeof answerManagement>[1]): ManagementAnswer {
  try {
    return answerManagement(new ManagementRequest(request), target);
  } catch (error) {
    const description = error instanceof Error ? error.message : String(error);
    return { status: 400, description, condition: 'amqp:decode-error' };
  }
}

function toReply({ status, description, condition, body }: ManagementAnswer): RheaMessage {
  const properties = { statusCode: int(status), statusDescription: description };
  return {
    application_properties: condition === undefined ? properties : { ...properties, errorCondition: symbol(condition) },
    body,
  };
}
