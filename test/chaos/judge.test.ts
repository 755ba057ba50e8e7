import { describe, expect, test } from '@jest/globals';
import type { LedgerEntry } from '../../shared/delivery/ledger-entry.ts';
import type { Acceptance, Evidence } from './evidence.ts';
import { findStrangers, judge, messageIdOf } from './judge.ts';
import type { ProducedMessage } from './produce.ts';

const now = new Date('2026-01-01T00:00:00Z');
const asked: ProducedMessage = {
  tenant: 'drafting',
  id: 'a',
  from: 'noreply-1@drafting.example',
  saveToSentItems: true,
};
const sentEntry: LedgerEntry = {
  tenant: 'drafting',
  id: 'a',
  state: 'sent',
  fingerprint: 'f',
  firstReceivedAt: now,
  updatedAt: now,
  expiresAt: now,
  attempt: 1,
  copy: 0,
  deferrals: 0,
  recipients: 1,
  duplicates: 0,
  tags: {},
};

const acceptance = (internetMessageId: string): Acceptance => ({
  number: 1,
  acceptedAt: '',
  tenant: '',
  mailbox: '',
  internetMessageId,
  operation: '',
  requestId: '',
});

interface Seen {
  readonly message?: Partial<ProducedMessage>;
  readonly accepted?: number;
  readonly copies?: number;
  /** `null`: there is no record. */
  readonly entry?: Partial<LedgerEntry> | null;
}

/** One message that was sent once and all agrees, but for what is given. */
function verdictOn({ message = {}, accepted = 1, copies = 1, entry = {} }: Seen): string {
  const asking = { ...asked, ...message };
  const acceptances = Array.from({ length: accepted }, () => acceptance(messageIdOf(asking)));
  const evidence: Evidence = {
    accepted: new Map(accepted > 0 ? [[messageIdOf(asking), acceptances]] : []),
    sentItems: new Map(copies > 0 ? [[asking.id, copies]] : []),
    drafts: 0,
    ledger: new Map(entry ? [[asking.id, { ...sentEntry, ...entry }]] : []),
  };
  return judge([asking], evidence)[0]?.verdict ?? 'nobody was judged';
}

const resending = { tenant: 'resending', from: 'noreply-1@resending.example' };
const parking = { tenant: 'parking', from: 'noreply-1@parking.example' };
const inDoubt = { state: 'parked', isUnconfirmed: true, failure: { code: 'ERR_DELIVERY_UNCONFIRMED' } } as const;
const expired = { state: 'failed', failure: { code: 'ERR_MESSAGE_EXPIRED' } } as const;

describe('judge', () => {
  test.each<[string, Seen, string]>([
    ['accepted once, and recorded as sent', {}, 'sent once'],
    ['accepted twice', { accepted: 2, copies: 2 }, 'twice'],
    ['two copies of one acceptance', { copies: 2 }, 'twice'],
    ['accepted twice, as the policy permits', { message: resending, accepted: 2, copies: 2 }, 'resent'],
    ['accepted twice, as another policy does not', { message: parking, accepted: 2, copies: 2 }, 'twice'],
    ['no trace anywhere', { accepted: 0, copies: 0, entry: null }, 'lost'],
    ['accepted, and no record', { entry: null }, 'disagrees'],
    ['recorded as sent, and never accepted', { accepted: 0, copies: 0 }, 'disagrees'],
    ['recorded as sent, and no copy', { copies: 0 }, 'disagrees'],
    ['no copy, as was asked for', { message: { saveToSentItems: false }, copies: 0 }, 'sent once'],
    ['left with an attempt open', { entry: { state: 'attempting' } }, 'lost'],
    ['left for later', { accepted: 0, copies: 0, entry: { state: 'deferred' } }, 'lost'],
    ['failed, although it was accepted', { entry: expired }, 'disagrees'],
    ['expired, and had no expiry', { accepted: 0, copies: 0, entry: expired }, 'lost'],
    ['expired', { message: { expiresAt: now }, accepted: 0, copies: 0, entry: expired }, 'recorded'],
    ['in doubt, where somebody may look', { entry: inDoubt }, 'lost'],
    ['in doubt, where nobody may look', { message: parking, entry: inDoubt }, 'recorded'],
    [
      'failed for a reason that nobody has given',
      { accepted: 0, copies: 0, entry: { state: 'failed', failure: { code: 'ERR_INTERNAL' } } },
      'lost',
    ],
  ])('%s', (_what, seen, verdict) => {
    expect(verdictOn(seen)).toBe(verdict);
  });

  test('finds what was accepted and nobody asked for', () => {
    const evidence: Evidence = {
      accepted: new Map([['<stranger@nowhere.example>', [acceptance('<stranger@nowhere.example>')]]]),
      sentItems: new Map(),
      drafts: 0,
      ledger: new Map(),
    };
    expect(findStrangers([asked], evidence)).toEqual(['<stranger@nowhere.example>']);
  });
});
