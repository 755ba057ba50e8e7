import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import {
  CLEAN_UP_DEADLINE,
  GRAPH_DEADLINE,
  LONGEST_ATTEMPT,
  LONGEST_HANDLING,
  LONGEST_WAIT_IN_PROCESS,
  QUEUE_DEADLINE,
  TABLE_DEADLINE,
  TOKEN_SOURCE_DEADLINE,
} from '../../../shared/delivery/deadlines.ts';
import { attempting, blank, reconciling } from '../../../shared/delivery/ledger-entry.ts';

const MINUTE = 60_000;
const host = JSON.parse(readFileSync(new URL('../../../host.json', import.meta.url), 'utf8'));

/** `hh:mm:ss` as host.json has it. */
function toMs(span: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = span.split(':').map(Number);
  return ((hours * 60 + minutes) * 60 + seconds) * 1000;
}

/** Each step at its worst, in the order of the flow; counted here once more, by hand. */
const steps = {
  'find the connection': TABLE_DEADLINE,
  'list the holds': TABLE_DEADLINE,
  'take a permit': LONGEST_WAIT_IN_PROCESS,
  'read the row, open the attempt, drop a parked body of one row': 4 * TABLE_DEADLINE,
  'get the tokens: the secret, a newer one, an earlier one, and again after a 401': TOKEN_SOURCE_DEADLINE,
  'look for an earlier draft': GRAPH_DEADLINE,
  'note the draft that is sent then': TABLE_DEADLINE,
  'create the draft': GRAPH_DEADLINE,
  'send it': GRAPH_DEADLINE,
  'one of these once again after a 401': GRAPH_DEADLINE,
  'close the attempt, read whether a lost answer was ours': 2 * TABLE_DEADLINE,
  'delete the draft, or open a hold and read it again': Math.max(2 * CLEAN_UP_DEADLINE, 4 * TABLE_DEADLINE),
  'schedule a copy': QUEUE_DEADLINE,
};
const all = Object.values(steps).reduce((sum, each) => sum + each, 0);

describe('deadlines', () => {
  test('add up to less than the lock of a received message lasts', () => {
    const lock = toMs(host.extensions.serviceBus.maxAutoLockRenewalDuration);
    expect(lock).toBe(5 * MINUTE);
    expect(all).toBeLessThan(lock);
    expect(LONGEST_HANDLING).toBeLessThan(lock);
  });

  test('add up to less than the host gives an invocation', () => {
    expect(all).toBeLessThan(toMs(host.functionTimeout));
    expect(LONGEST_HANDLING).toBeLessThan(toMs(host.functionTimeout));
  });

  test('leave no step out of the longest handling', () => {
    expect(LONGEST_HANDLING).toBeGreaterThanOrEqual(all);
  });

  test('keep others away until the worker must be gone and Exchange has had its time', () => {
    const now = new Date('2026-11-22T12:00:00Z');
    const entry = blank('contoso', 'order-1', { fingerprint: 'f', firstReceivedAt: now, now });
    const settleMs = 2 * MINUTE;
    const facts = { mailbox: 'a@contoso.example', plan: 'draft', internetMessageId: '<1@contoso.example>' } as const;
    const untilGone = now.getTime() + LONGEST_ATTEMPT + settleMs;
    expect(attempting(entry, { ...facts, settleMs }, now).busyUntil?.getTime()).toBe(untilGone);
    expect(reconciling(entry, settleMs, now).busyUntil?.getTime()).toBe(untilGone);
  });
});
