import { describe, expect, test } from '@jest/globals';
import {
  attempting,
  blank,
  deferred,
  failed,
  type LedgerEntry,
  parked,
  sent,
  unconfirmed,
} from '../../../shared/delivery/ledger-entry.ts';
import { decideOpening, type Opening } from '../../../shared/delivery/opening.ts';
import type { ReceivedMessage } from '../../../shared/message/received-message.ts';
import { receive, START } from '../../harness/memory/delivery-bundle.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const after = (ms: number): Date => new Date(START.getTime() + ms);

const DUE = after(10 * MINUTE);
const facts = {
  mailbox: 'noreply@contoso.example',
  plan: 'draft',
  internetMessageId: '<1@contoso.example>',
  settleMs: 120_000,
} as const;
const base = blank('contoso', 'order-1', { fingerprint: 'f', firstReceivedAt: START, now: START });
const open = attempting(base, facts, START);
const busy: LedgerEntry = { ...open, busyUntil: DUE };
const inDoubt = unconfirmed(
  open,
  { failure: { code: 'ERR_DELIVERY_UNCONFIRMED' }, lookAt: DUE, copy: 3, looks: 0 },
  START,
);
const waiting = deferred(
  open,
  { failure: { code: 'ERR_MAILBOX_THROTTLED' }, notBefore: DUE, copy: 3, spendsAttempt: false },
  START,
);

const first = receive();
const redelivered = receive({}, { deliveryCount: 2 });
const copy = (number: number, enqueuedAt = START): ReceivedMessage =>
  receive({}, { enqueuedAt, copy: { number, firstEnqueuedAt: START } });

const ENQUEUED_AGAIN: Opening = { kind: 'known', isEnqueuedAgain: true };
const HANDED_OVER_AGAIN: Opening = { kind: 'known', isEnqueuedAgain: false };
const ATTEMPT: Opening = { kind: 'attempt', isFresh: false };
const AFRESH: Opening = { kind: 'attempt', isFresh: true };
const RECONCILE: Opening = { kind: 'reconcile' };
const wait = (until: Date, number: number): Opening => ({ kind: 'wait', until, copy: number });

const done = {
  sent: sent(open, undefined, START),
  failed: failed(open, { code: 'ERR_RECIPIENT_INVALID' }, START),
  cancelled: { ...sent(open, undefined, START), state: 'cancelled' },
  'parked in doubt': parked(open, { code: 'ERR_DELIVERY_UNCONFIRMED' }, START),
} as const satisfies Record<string, LedgerEntry>;

const decide = (entry: LedgerEntry, received: ReceivedMessage, now: Date, fingerprint = 'f') =>
  decideOpening(entry, received, { fingerprint, now });

describe('decideOpening', () => {
  test.each(Object.entries(done))('does nothing with a message that is %s, whoever comes', (_state, entry) => {
    const now = after(30 * 24 * HOUR);
    expect(decide(entry, first, now)).toEqual(ENQUEUED_AGAIN);
    expect(decide(entry, redelivered, now)).toEqual(HANDED_OVER_AGAIN);
    expect(decide(entry, copy(99), now)).toEqual(HANDED_OVER_AGAIN);
  });

  test.each([
    ['sent', done.sent],
    ['parked in doubt', done['parked in doubt']],
    ['deferred', waiting],
    ['open', busy],
  ])('refuses another content under the id of a message that is %s', (_state, entry) => {
    expect(decide(entry, first, START, 'another')).toEqual({ kind: 'conflict' });
  });

  test.each(['ERR_MESSAGE_INVALID', 'ERR_SENDER_NOT_PERMITTED'] as const)(
    'begins afresh after %s, with whatever content',
    (code) => {
      const entry = failed(base, { code }, START);
      expect(decide(entry, first, START, 'corrected')).toEqual(AFRESH);
      expect(decide(entry, redelivered, START)).toEqual(AFRESH);
      expect(decide(entry, copy(1), START)).toEqual(AFRESH);
    },
  );

  test.each(['ERR_CONNECTION_UNKNOWN', 'ERR_CONNECTION_UNREADABLE'] as const)(
    'opens what was parked with %s for everybody who comes with the message, copies and redeliveries too',
    (code) => {
      const entry = parked(base, { code }, START);
      for (const received of [first, redelivered, copy(1)]) expect(decide(entry, received, START)).toEqual(ATTEMPT);
    },
  );

  test.each<[string, LedgerEntry, ReceivedMessage, Date, Opening]>([
    ['leaves it to its copy, when enqueued again', waiting, first, START, ENQUEUED_AGAIN],
    ['leaves it to its copy, when enqueued again soon after its time', waiting, first, after(HOUR), ENQUEUED_AGAIN],
    ['takes over when enqueued again an hour after its time', waiting, first, after(71 * MINUTE), ATTEMPT],
    ['waits, when handed over again', waiting, redelivered, START, wait(DUE, 4)],
    ['waits for its time, with the copy’s own number too', waiting, copy(3), START, wait(DUE, 4)],
    ['waits under a number above all it knows', waiting, copy(7), START, wait(DUE, 8)],
    ['goes ahead in time', waiting, copy(3, DUE), DUE, ATTEMPT],
    ['goes ahead in time by whatever queue message', waiting, redelivered, DUE, ATTEMPT],
    ['goes ahead by a copy with a smaller number in time', waiting, copy(1, DUE), DUE, ATTEMPT],
  ])('with a deferred message, %s', (_what, entry, received, now, opening) => {
    expect(decide(entry, received, now)).toEqual(opening);
  });

  test.each<[string, LedgerEntry, ReceivedMessage, Date, Opening]>([
    ['leaves it to its worker, when enqueued again', busy, first, START, ENQUEUED_AGAIN],
    ['waits until the worker must be gone', busy, redelivered, START, wait(DUE, 1)],
    ['waits until the worker must be gone, by a copy', busy, copy(5), START, wait(DUE, 6)],
    ['reconciles when the worker must be gone', busy, redelivered, DUE, RECONCILE],
    ['reconciles when enqueued again an hour after that', busy, first, after(71 * MINUTE), RECONCILE],
    ['waits for the settle time, with the copy’s own number too', inDoubt, copy(3), START, wait(DUE, 4)],
    ['reconciles after the settle time', inDoubt, copy(3, DUE), DUE, RECONCILE],
    ['reconciles after the settle time by whatever queue message', inDoubt, redelivered, DUE, RECONCILE],
    ['leaves a doubt to its copy, when enqueued again', inDoubt, first, DUE, ENQUEUED_AGAIN],
  ])('with an open attempt, %s', (_what, entry, received, now, opening) => {
    expect(decide(entry, received, now)).toEqual(opening);
  });

  test('never comes back to the instant it came from, so that two clocks cannot make a message circle', () => {
    const justBefore = new Date(DUE.getTime() - 3 * SECOND);
    const opening = decide(waiting, copy(3, justBefore), justBefore);
    if (opening.kind !== 'wait') throw new Error(opening.kind);
    expect(opening.until.getTime() - justBefore.getTime()).toBeGreaterThanOrEqual(5 * SECOND);
  });

  // The broker makes a copy available by its own clock. Where that is ahead of ours, Exchange has not had its time yet: a look
  // would find no trace, and the message would be sent a second time.
  test('waits for the rest of the settle time where our clock is behind the broker’s', () => {
    const now = new Date(DUE.getTime() - 100 * SECOND);
    const opening = decide(inDoubt, copy(3, DUE), now);
    if (opening.kind !== 'wait') throw new Error(opening.kind);
    expect(opening.until.getTime()).toBeGreaterThanOrEqual(DUE.getTime() + 100 * SECOND);
  });

  test('goes ahead late, and without circling, where our clock is ahead of the broker’s', () => {
    const now = after(14 * MINUTE);
    expect(decide(inDoubt, copy(3, DUE), now)).toEqual(RECONCILE);
    expect(decide(waiting, copy(3, DUE), now)).toEqual(ATTEMPT);
  });
});
