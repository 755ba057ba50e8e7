import { describe, expect, test } from '@jest/globals';
import { type AmqpValue, itemsOf } from '../../../../sandbox/service-bus/amqp-value.ts';
import { Answers, lockLost } from '../../../../sandbox/service-bus/answers.ts';
import type { RheaDelivery, RheaSession } from '../../../../sandbox/service-bus/rhea-library.ts';

const outcomeNames: Readonly<Record<number, string>> = { 36: 'accepted', 37: 'rejected' };

/** A session that writes down what it is told to send, as `first-last outcome`. */
function setup() {
  const written: string[] = [];
  const session = {
    connection: { is_open: () => true, _register: () => {} },
    output: (frame: AmqpValue) => {
      const [, first, last, , outcome] = itemsOf(frame);
      const descriptor = Number(Reflect.get(outcome ?? {}, 'descriptor')?.value);
      written.push(`${first?.value}-${last?.value} ${outcomeNames[descriptor]}`);
    },
  } as unknown as RheaSession;
  const delivery = (id: number) =>
    ({ id, link: { session }, settled: false, remote_settled: false }) as unknown as RheaDelivery;
  const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));
  return { answers: new Answers(), written, delivery, nextTurn };
}

describe('answers', () => {
  test('accepts neighbours of one turn as one range, whatever their order', async () => {
    const { answers, written, delivery, nextTurn } = setup();
    for (const id of [3, 1, 2, 7]) answers.accept(delivery(id), 'receiver');
    await nextTurn();
    expect(written).toEqual(['1-3 accepted', '7-7 accepted']);
  });

  test('never lets a refusal travel as part of a range of acceptances', async () => {
    const { answers, written, delivery, nextTurn } = setup();
    answers.accept(delivery(0), 'sender');
    answers.refuse(delivery(1), 'sender', lockLost);
    answers.accept(delivery(2), 'sender');
    await nextTurn();
    expect(written).toEqual(['0-0 accepted', '1-1 rejected', '2-2 accepted']);
  });

  test('frees a delivery to a consumer on both sides', () => {
    const { answers, delivery } = setup();
    const answered = delivery(5);
    answers.accept(answered, 'sender');
    expect(answered).toMatchObject({ settled: true, remote_settled: true });
  });
});
