import { describe, expect, test } from '@jest/globals';
import {
  dueNow,
  type Hold,
  type HoldReason,
  held,
  heldAgain,
  isAboutConnection,
  isForgotten,
  isLeftReleasing,
  lifted,
  probed,
  probedInVain,
  probeInterval,
  releasing,
  tried,
} from '../../../shared/tenant/hold.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = new Date('2026-11-22T12:00:00Z');
const after = (ms: number): Date => new Date(NOW.getTime() + ms);

const SCOPE = { tenant: 'contoso', mailbox: 'noreply@contoso.example' };
const EXPIRED: HoldReason = { code: 'ERR_CREDENTIAL_EXPIRED', provider: 'AADSTS7000222', requestId: 'request-1' };
const BY_HAND: HoldReason = { code: 'ERR_HELD_BY_OPERATOR', note: 'ask Ada' };
const open = held(SCOPE, EXPIRED, NOW);
const over = lifted(releasing(open, after(MINUTE)), after(2 * MINUTE));

describe('a hold', () => {
  test('says what is held, why and since when, and is probed a minute later', () => {
    expect(open).toEqual({
      ...SCOPE,
      ...EXPIRED,
      state: 'held',
      since: NOW,
      updatedAt: NOW,
      probes: 0,
      probeAt: after(MINUTE),
    });
  });

  test('takes nothing but the scope of what it is opened for', () => {
    expect(held(over, { code: 'ERR_TOKEN_REFUSED' }, NOW)).toEqual({
      ...SCOPE,
      code: 'ERR_TOKEN_REFUSED',
      state: 'held',
      since: NOW,
      updatedAt: NOW,
      probes: 0,
      probeAt: after(MINUTE),
    });
    expect(held({ tenant: 'contoso' }, EXPIRED, NOW)).not.toHaveProperty('mailbox');
  });

  test('is probed after 1, 2, 4, 8 minutes, and then every quarter of an hour', () => {
    expect([0, 1, 2, 3, 4, 5, 99, 5000].map((probes) => probeInterval(probes) / MINUTE)).toEqual([
      1, 2, 4, 8, 15, 15, 15, 15,
    ]);
  });

  test('is probed more and more seldom while its cause is there, and keeps since when', () => {
    const waits: number[] = [];
    let [hold, now]: [Hold, Date] = [open, NOW];
    for (let probe = 0; probe < 6; probe += 1) {
      const due = hold.probeAt ?? now;
      waits.push((due.getTime() - now.getTime()) / MINUTE);
      [hold, now] = [probed(hold, EXPIRED, due), due];
    }
    expect(waits).toEqual([1, 2, 4, 8, 15, 15]);
    expect(hold).toMatchObject({ state: 'held', since: NOW, updatedAt: now, probes: 6 });
  });

  test('that finds another cause behind the first says nothing more of the first', () => {
    const next = probed(open, { code: 'ERR_CREDENTIAL_MISSING' }, after(MINUTE));
    expect(next.code).toBe('ERR_CREDENTIAL_MISSING');
    expect(next).not.toHaveProperty('provider');
    expect(next).not.toHaveProperty('requestId');
  });

  test('is probed again after the same time where the probe did not get through', () => {
    const third = probed(probed(open, EXPIRED, NOW), EXPIRED, NOW);
    const vain = probedInVain(third, after(HOUR));
    expect(vain).toEqual({ ...third, probeAt: after(HOUR + 4 * MINUTE) });
  });

  test('is due at once after a change that may have cured it', () => {
    expect(dueNow(probed(open, EXPIRED, NOW), NOW)).toMatchObject({ probeAt: NOW, probes: 1, state: 'held' });
  });

  test('of an operator is never due, whatever happens to it', () => {
    const byHand = held(SCOPE, BY_HAND, NOW);
    const all = [byHand, dueNow(byHand, NOW), probedInVain(byHand, NOW), probed(byHand, BY_HAND, NOW)];
    const back = heldAgain(lifted(releasing(byHand, NOW), NOW), BY_HAND, after(MINUTE));
    for (const hold of [...all, back]) expect(hold).not.toHaveProperty('probeAt');
    expect(byHand.note).toBe('ask Ada');
  });

  test('that is being released or lifted is due no more, and says since when it was', () => {
    expect(releasing(open, after(MINUTE))).toMatchObject({ state: 'releasing', since: NOW, updatedAt: after(MINUTE) });
    expect(over).toMatchObject({ state: 'lifted', since: NOW, updatedAt: after(2 * MINUTE) });
    for (const hold of [releasing(open, NOW), over]) expect(hold).not.toHaveProperty('probeAt');
  });

  test.each([
    ['releasing', releasing(open, NOW), NOW],
    ['lifted', over, over.updatedAt],
  ])('that comes back within an hour after it was %s is the same one, and is probed more seldom', (_how, hold, end) => {
    const again = heldAgain(hold, EXPIRED, new Date(end.getTime() + HOUR));
    expect(again).toMatchObject({ state: 'held', since: NOW, probes: 1, updatedAt: new Date(end.getTime() + HOUR) });
    expect(again.probeAt?.getTime()).toBe(end.getTime() + HOUR + 2 * MINUTE);
  });

  test('that comes back later than an hour is a new one', () => {
    const late = new Date(over.updatedAt.getTime() + HOUR + 1);
    expect(heldAgain(over, EXPIRED, late)).toEqual(held(SCOPE, EXPIRED, late));
  });

  test('for another reason is a new one, however soon', () => {
    const soon = new Date(over.updatedAt.getTime() + 1);
    const reason: HoldReason = { code: 'ERR_TOKEN_REFUSED' };
    expect(heldAgain(over, reason, soon)).toEqual(held(SCOPE, reason, soon));
  });

  test('is taken up by the next one where its releaser is gone, and sooner where a few were tried', () => {
    const [begun, some] = [releasing(open, NOW), tried(releasing(open, NOW), NOW)];
    expect(isLeftReleasing(begun, after(5 * MINUTE - 1))).toBe(false);
    expect(isLeftReleasing(begun, after(5 * MINUTE))).toBe(true);
    expect(isLeftReleasing(some, after(49_000))).toBe(false);
    expect(isLeftReleasing(some, after(50_000))).toBe(true);
    expect(isLeftReleasing(open, after(HOUR))).toBe(false);
    expect(lifted(some, NOW)).not.toHaveProperty('isTried');
  });

  test('is forgotten six hours after it was lifted, and never before', () => {
    const { updatedAt } = over;
    expect(isForgotten(over, new Date(updatedAt.getTime() + 6 * HOUR))).toBe(false);
    expect(isForgotten(over, new Date(updatedAt.getTime() + 6 * HOUR + 1))).toBe(true);
    expect(isForgotten(open, after(365 * 24 * HOUR))).toBe(false);
    expect(isForgotten(releasing(open, NOW), after(365 * 24 * HOUR))).toBe(false);
  });

  test('is about the connection itself where there is none that could be used', () => {
    expect(isAboutConnection('ERR_CONNECTION_UNKNOWN')).toBe(true);
    expect(isAboutConnection('ERR_CONNECTION_UNREADABLE')).toBe(true);
    expect(isAboutConnection('ERR_CREDENTIAL_MISSING')).toBe(false);
  });
});
