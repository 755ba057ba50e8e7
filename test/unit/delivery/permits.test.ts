import { describe, expect, jest, test } from '@jest/globals';
import { createPermits, type PermitOptions, type Turn } from '../../../shared/delivery/permits.ts';

const START = 1_800_000_000_000;

const setup = (overrides: Partial<PermitOptions> = {}) => {
  const clock = { now: START };
  const limits = { concurrency: 2, longestWaitMs: 500, mostWaiting: 8, mostWaitingAMailbox: 4 };
  return { clock, permits: createPermits({ ...limits, now: () => new Date(clock.now), ...overrides }) };
};

const release = (turn: Turn): void => {
  if (turn.kind !== 'now') throw new Error('sent away');
  turn.release();
};

const absence = (turn: Turn): number => {
  if (turn.kind !== 'later') throw new Error('not sent away');
  return turn.at.getTime() - START;
};

describe('permits', () => {
  test('let so many use a mailbox at a time, and the next in turn when one is done', async () => {
    const { permits } = setup();
    const order: number[] = [];
    const note = (number: number) => (turn: Turn) => {
      order.push(number);
      return turn;
    };
    const first = await permits.take('a');
    await permits.take('a');
    const third = permits.take('a').then(note(3));
    const fourth = permits.take('a').then(note(4));
    await Promise.resolve();
    expect(order).toEqual([]);
    release(first);
    release(await third);
    release(await fourth);
    expect(order).toEqual([3, 4]);
  });

  test('never let one mailbox wait for another', async () => {
    const { permits } = setup({ mostWaiting: 1 });
    for (const _ of [1, 2]) await permits.take('a');
    permits.take('a').catch(() => undefined);
    expect((await permits.take('b')).kind).toBe('now');
  });

  test('send away whoever finds too many waiting, of the mailbox or of all', async () => {
    const { permits } = setup({ mostWaiting: 3, mostWaitingAMailbox: 2 });
    for (const mailbox of ['a', 'a', 'b', 'b']) await permits.take(mailbox);
    for (const mailbox of ['a', 'a', 'b']) permits.take(mailbox).catch(() => undefined);
    expect((await permits.take('a')).kind).toBe('later');
    expect((await permits.take('b')).kind).toBe('later');
    expect((await permits.take('c')).kind).toBe('now');
  });

  test('have those who were sent away come back one after the other, at the speed of the mailbox', async () => {
    const { permits, clock } = setup({ mostWaitingAMailbox: 0 });
    const held = await permits.take('a');
    await permits.take('a');
    clock.now += 200;
    release(held);
    await permits.take('a');
    clock.now = START;
    const absences = [];
    for (const _ of [1, 2, 3]) absences.push(absence(await permits.take('a')));
    // A turn takes 840 ms by now: four fifths of the first guess of a second, one fifth of what was seen. Two at a time.
    expect(absences).toEqual([5000, 5420, 5840]);
  });

  test('send away after the longest wait, and lose no place by it', async () => {
    jest.useFakeTimers();
    try {
      const { permits } = setup({ longestWaitMs: 1000 });
      const held = await permits.take('a');
      await permits.take('a');
      const late = permits.take('a');
      await jest.advanceTimersByTimeAsync(1000);
      expect((await late).kind).toBe('later');
      release(held);
      expect((await permits.take('a')).kind).toBe('now');
    } finally {
      jest.useRealTimers();
    }
  });

  test('are given to nobody before the instant a service asked for, and then again', async () => {
    const { permits, clock } = setup();
    permits.pause('a', new Date(START + 60_000));
    expect(absence(await permits.take('a'))).toBe(60_000);
    expect((await permits.take('b')).kind).toBe('now');
    clock.now = START + 59_999;
    expect((await permits.take('a')).kind).toBe('later');
    clock.now = START + 60_000;
    expect((await permits.take('a')).kind).toBe('now');
  });

  test('have those who come in a pause come back one after the other when it is over', async () => {
    const { permits } = setup();
    permits.pause('a', new Date(START + 60_000));
    const absences = [];
    for (const _ of [1, 2, 3]) absences.push(absence(await permits.take('a')));
    expect(absences).toEqual([60_000, 60_500, 61_000]);
  });

  test('send those away in a pause who waited for their turn already', async () => {
    const { permits } = setup();
    const held = await permits.take('a');
    await permits.take('a');
    const waiting = permits.take('a');
    permits.pause('a', new Date(START + 60_000));
    release(held);
    expect(absence(await waiting)).toBe(60_000);
  });

  test('lose no turn by a pause, and are paused no shorter by an earlier instant', async () => {
    const { permits, clock } = setup({ mostWaitingAMailbox: 0 });
    const held = await permits.take('a');
    permits.pause('a', new Date(START + 60_000));
    permits.pause('a', new Date(START + 1000));
    clock.now = START + 2000;
    expect((await permits.take('a')).kind).toBe('later');
    release(held);
    clock.now = START + 120_000;
    expect((await permits.take('a')).kind).toBe('now');
    expect((await permits.take('a')).kind).toBe('now');
    expect((await permits.take('a')).kind).toBe('later');
  });

  test('stay paused though the mailbox has nobody at it', async () => {
    const { permits } = setup();
    const held = await permits.take('a');
    permits.pause('a', new Date(START + 60_000));
    release(held);
    expect(absence(await permits.take('a'))).toBe(60_000);
  });

  test('are released once, however often release is called', async () => {
    const { permits } = setup({ mostWaitingAMailbox: 0 });
    const held = await permits.take('a');
    await permits.take('a');
    release(held);
    release(held);
    expect((await permits.take('a')).kind).toBe('now');
    expect((await permits.take('a')).kind).toBe('later');
  });
});
