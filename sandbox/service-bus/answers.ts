/**
 * Dispositions the broker writes: to a producer (`role: receiver`) whether it took a message, to a consumer (`role: sender`)
 * whether its settlement counted. They are written here, not by rhea, which merges neighbouring different outcomes into one
 * when they fall into the same turn: a refusal would reach the client as an acceptance.
 */
import { type AmqpValue, boolean, described, list, nothing, symbol, text, uint } from './amqp-value.ts';
import { freeDelivery } from './rhea-internals.ts';
import type { AmqpError, RheaDelivery, RheaSession } from './rhea-library.ts';

type Role = 'sender' | 'receiver';

const descriptors = { disposition: 0x15, error: 0x1d, accepted: 0x24, rejected: 0x25 } as const;

export const lockLost: AmqpError = {
  condition: 'com.microsoft:message-lock-lost',
  description:
    'The lock supplied is invalid. Either the lock expired, or the message has already been removed from the queue.',
};

export class Answers {
  readonly #pending = new Map<RheaSession, Record<Role, number[]>>();

  /** Written together with the other acceptances of this turn, as ranges. */
  accept(delivery: RheaDelivery, role: Role): void {
    const { session } = delivery.link;
    free(delivery, role);
    this.#pendingOf(session)[role].push(delivery.id);
  }

  refuse(delivery: RheaDelivery, role: Role, error: AmqpError): void {
    const { session } = delivery.link;
    free(delivery, role);
    this.#flush(session);
    const ids = { first: delivery.id, last: delivery.id };
    write(session, role, { ...ids, outcome: rejected(error) });
  }

  #pendingOf(session: RheaSession): Record<Role, number[]> {
    const pending = this.#pending.get(session);
    if (pending !== undefined) return pending;
    const fresh: Record<Role, number[]> = { sender: [], receiver: [] };
    this.#pending.set(session, fresh);
    process.nextTick(() => this.#flush(session));
    return fresh;
  }

  #flush(session: RheaSession): void {
    const pending = this.#pending.get(session);
    this.#pending.delete(session);
    if (pending === undefined) return;
    for (const role of ['sender', 'receiver'] as const) {
      for (const range of toRanges(pending[role])) write(session, role, { ...range, outcome: accepted() });
    }
  }
}

interface Range {
  readonly first: number;
  readonly last: number;
}

function free(delivery: RheaDelivery, role: Role): void {
  if (role === 'sender') freeDelivery(delivery);
  else delivery.settled = true;
}

function write(session: RheaSession, role: Role, answer: Range & { readonly outcome: AmqpValue }): void {
  const { connection } = session;
  if (!connection.is_open()) return;
  const isReceiver = boolean(role === 'receiver');
  const fields = [isReceiver, uint(answer.first), uint(answer.last), boolean(true), answer.outcome];
  session.output(described(descriptors.disposition, list(fields)));
  connection._register();
}

function accepted(): AmqpValue {
  return described(descriptors.accepted, list([]));
}

function rejected({ condition, description }: AmqpError): AmqpValue {
  const error = described(descriptors.error, list([symbol(condition), text(description), nothing()]));
  return described(descriptors.rejected, list([error]));
}

function toRanges(ids: readonly number[]): readonly Range[] {
  const ranges: Range[] = [];
  for (const id of ids.toSorted((one, other) => one - other)) {
    const previous = ranges.at(-1);
    if (previous !== undefined && previous.last + 1 === id)
      ranges[ranges.length - 1] = { first: previous.first, last: id };
    else ranges.push({ first: id, last: id });
  }
  return ranges;
}
