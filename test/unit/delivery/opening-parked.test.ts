/** What becomes of a received message whose record is parked: a replay ends one parking, a hold that is over ends all of its own. */
import { describe, expect, test } from '@jest/globals';
import {
  attempting,
  blank,
  type Failure,
  heldBack,
  type LedgerEntry,
  parked,
  parkedInDoubt,
} from '../../../shared/delivery/ledger-entry.ts';
import { decideOpening, isHeldBack, type Opening } from '../../../shared/delivery/opening.ts';
import type { ReceivedMessage } from '../../../shared/message/received-message.ts';
import { receive, START } from '../../harness/memory/delivery-bundle.ts';

const MINUTE = 60_000;
const after = (ms: number): Date => new Date(START.getTime() + ms);
const LOOK_AT = after(10 * MINUTE);
const FACTS = {
  mailbox: 'noreply@contoso.example',
  plan: 'draft',
  internetMessageId: '<1@contoso.example>',
  settleMs: 120_000,
} as const;
const base = blank('contoso', 'order-1', { fingerprint: 'f', firstReceivedAt: START, now: START });
const open = attempting(base, FACTS, START);
const HELD: Failure = { code: 'ERR_MAILBOX_FULL' };
const CRASHED: Failure = { code: 'ERR_MESSAGE_CRASHED' };
const DOUBT: Failure = { code: 'ERR_DELIVERY_UNCONFIRMED' };
const HELD_IN_DOUBT: Failure = { ...DOUBT, because: 'ERR_MAILBOX_FULL' };

const heldEntry = heldBack(open, HELD, { draftId: undefined, now: START });
const crashed = parked(base, CRASHED, START);
const inDoubt = (failure: Failure) => parkedInDoubt(open, failure, { lookAt: LOOK_AT, now: START });

const first = receive();
const redelivered = receive({}, { deliveryCount: 2 });
const copy = (replay?: { readonly parkedAt: Date; readonly isResend: boolean }): ReceivedMessage =>
  receive({}, { copy: { number: 3, firstEnqueuedAt: START, ...(replay ? { replay } : {}) } });
const replayed = copy({ parkedAt: START, isResend: false });
const resent = copy({ parkedAt: START, isResend: true });
const stale = copy({ parkedAt: after(-1), isResend: true });

const ATTEMPT: Opening = { kind: 'attempt', isFresh: false };
const RECONCILE: Opening = { kind: 'reconcile' };
const LEFT: Opening = { kind: 'known', isEnqueuedAgain: false };
const COUNTED: Opening = { kind: 'known', isEnqueuedAgain: true };
const WAIT: Opening = { kind: 'wait', until: LOOK_AT, copy: 4 };
const WAIT_FOR_FIRST: Opening = { ...WAIT, copy: 1 };

const decide = (entry: LedgerEntry, received: ReceivedMessage, now: Date, fingerprint = 'f') =>
  decideOpening(entry, received, { fingerprint, now });

describe('decideOpening, of a parked message', () => {
  test.each<[string, LedgerEntry, ReceivedMessage, Opening]>([
    ['held back, goes on with whoever finds nothing that holds it', heldEntry, first, ATTEMPT],
    ['held back, goes on with a redelivery', heldEntry, redelivered, ATTEMPT],
    ['held back, goes on with a copy of whatever parking', heldEntry, stale, ATTEMPT],
    ['for a person, is counted when it is enqueued again', crashed, first, COUNTED],
    ['for a person, is left when it is handed over again', crashed, redelivered, LEFT],
    ['for a person, is left by a copy that is no replay', crashed, copy(), LEFT],
    ['for a person, is left by a replay of an earlier parking', crashed, stale, LEFT],
    ['for a person, goes on with the replay of this parking', crashed, replayed, ATTEMPT],
    ['for a person, goes on with a resend', crashed, resent, ATTEMPT],
  ])('that is parked %s', (_what, entry, received, opening) => {
    expect(decide(entry, received, START)).toEqual(opening);
  });

  test.each<[string, LedgerEntry, ReceivedMessage, Date, Opening]>([
    ['is left when it is enqueued again', inDoubt(DOUBT), first, LOOK_AT, COUNTED],
    ['is left by a replay of an earlier parking', inDoubt(DOUBT), stale, LOOK_AT, LEFT],
    ['is looked up by the replay of this parking', inDoubt(DOUBT), replayed, LOOK_AT, RECONCILE],
    ['is looked up not before its time', inDoubt(DOUBT), replayed, START, WAIT],
    ['is sent again where somebody says it was not sent', inDoubt(DOUBT), resent, LOOK_AT, ATTEMPT],
    ['is not sent again while it may be under way', inDoubt(DOUBT), resent, START, WAIT],
    ['for a hold’s sake, is looked up by whoever comes', inDoubt(HELD_IN_DOUBT), first, LOOK_AT, RECONCILE],
    ['for a hold’s sake, is looked up not before its time', inDoubt(HELD_IN_DOUBT), first, START, WAIT_FOR_FIRST],
    ['for a hold’s sake, is never sent again by a stale resend', inDoubt(HELD_IN_DOUBT), stale, LOOK_AT, RECONCILE],
  ])('that is parked in doubt %s', (_what, entry, received, now, opening) => {
    expect(decide(entry, received, now)).toEqual(opening);
  });

  test('refuses another content', () => {
    expect(decide(heldEntry, first, START, 'other')).toEqual({ kind: 'conflict' });
  });

  test('tells what a hold keeps from what waits for a person', () => {
    expect([heldEntry, inDoubt(HELD_IN_DOUBT)].every(isHeldBack)).toBe(true);
    expect([crashed, inDoubt(DOUBT), base].some(isHeldBack)).toBe(false);
  });

  test('gives each parking an instant of its own, though the clock stands still or goes back', () => {
    const again = parked(crashed, CRASHED, START);
    const back = parked(again, CRASHED, after(-MINUTE));
    const instants = [crashed, again, back].map(({ parkedAt }) => parkedAt?.getTime());
    expect(instants).toEqual([START.getTime(), START.getTime() + 1, START.getTime() + 2]);
  });
});
