import { describe, expect, test } from '@jest/globals';
import { deliveryError } from '../../../shared/delivery/delivery-error.ts';
import { attempting, blank, failed, sent } from '../../../shared/delivery/ledger-entry.ts';
import type { Outcome } from '../../../shared/delivery/outcome.ts';
import { formatLog } from '../../../shared/log/format-log.ts';
import { logDraftLeft, logOutcome, logStaleCredential, logUnknownFailure } from '../../../shared/log/log-events.ts';
import type { LogEvent } from '../../../shared/log/log-sink.ts';

const now = new Date('2026-01-01T00:00:00Z');
const facts = {
  mailbox: 'noreply@contoso.example',
  plan: 'draft' as const,
  internetMessageId: '<hash@contoso.example>',
  settleMs: 120_000,
};
const open = attempting(blank('contoso', 'order-1', { fingerprint: 'f', firstReceivedAt: now, now }), facts, now);
const comeBack = { at: now, copy: 3 };

function setup() {
  const events: LogEvent[] = [];
  return { events, log: (event: LogEvent) => void events.push(event) };
}

const outcomes: readonly (readonly [event: string, name: string, level: string, outcome: Outcome])[] = [
  ['PB1001', 'message-sent', 'info', { kind: 'sent', entry: sent(open, 'r-1', now) }],
  ['PB1002', 'message-duplicate', 'info', { kind: 'duplicate', entry: open, isEnqueuedAgain: true }],
  ['PB1003', 'message-deferred', 'warn', { kind: 'deferred', entry: open, comeBack }],
  ['PB1004', 'message-failed', 'error', { kind: 'failed', entry: open }],
  ['PB1005', 'message-parked', 'error', { kind: 'parked', entry: open }],
  ['PB1006', 'message-unconfirmed', 'warn', { kind: 'unconfirmed', entry: open, comeBack }],
  ['PB1007', 'message-waiting', 'info', { kind: 'waiting', tenant: 'contoso', id: 'order-1', comeBack }],
  ['PB1008', 'message-superseded', 'info', { kind: 'superseded', entry: open }],
];

describe('log events', () => {
  test.each(outcomes)('%s is %s, level %s, with tenant and id', (event, name, level, outcome) => {
    const { events, log } = setup();

    logOutcome(log, outcome);

    expect(events).toEqual([
      { event, name, level, fields: expect.objectContaining({ tenant: 'contoso', id: 'order-1' }) },
    ]);
    expect(formatLog(events[0] ?? { event: '', name: '', level: 'info', fields: {} })).not.toContain('noreply');
  });

  test('of a failure say code, status, owner, remedy and every problem', () => {
    const { events, log } = setup();
    const problems = [
      { path: '$.to', sentence: 'must be an array' },
      { path: '$.cC', sentence: 'is not part of the contract' },
    ];

    logOutcome(log, { kind: 'failed', entry: failed(open, { code: 'ERR_MESSAGE_INVALID', problems }, now) });

    expect(events[0]?.fields).toMatchObject({
      code: 'ERR_MESSAGE_INVALID',
      status: '5.6.0',
      owner: 'producer',
      remedy: expect.stringContaining('Correct the problems'),
      problems: '$.to must be an array | $.cC is not part of the contract',
    });
  });

  test('of waiting warn where an error is the reason', () => {
    const { events, log } = setup();
    const error = deliveryError('ERR_LEDGER_UNAVAILABLE');

    logOutcome(log, { kind: 'waiting', tenant: 'contoso', id: 'order-1', comeBack, error });

    expect(events[0]).toMatchObject({
      level: 'warn',
      fields: { code: 'ERR_LEDGER_UNAVAILABLE', nextAt: '2026-01-01T00:00:00.000Z', nextCopy: 3 },
    });
  });

  test('of an unknown failure hold a sample with its causes, without secrets, of 500 characters at most', () => {
    const { events, log } = setup();
    const cause = new Error(`client_secret=hunter2 ${'x'.repeat(1000)}`);

    logUnknownFailure(log, 'contoso', 'order-1', new TypeError('ada@example.org failed', { cause }));

    const sample = String(events[0]?.fields.sample);
    expect(sample).toMatch(/^TypeError: a…@example\.org failed <- Error: client_secret=\[secret\] x+$/);
    expect(sample).toHaveLength(500);
  });

  test('end where causes go in a circle', () => {
    const { events, log } = setup();
    const circle = new Error('round');
    circle.cause = circle;

    logUnknownFailure(log, 'contoso', 'order-1', circle);

    expect(events[0]?.fields.sample).toBe('Error: round <- Error: round <- Error: round <- Error: round');
  });

  test('of what Postbus works around give the code, or a sample where there is none', () => {
    const { events, log } = setup();

    logDraftLeft(log, open, deliveryError('ERR_GRAPH_UNAVAILABLE'));
    logStaleCredential(log, 'contoso', 'password=hunter2');

    expect(events).toMatchObject([
      { event: 'PB2002', level: 'warn', fields: { because: 'ERR_GRAPH_UNAVAILABLE' } },
      { event: 'PB2003', level: 'warn', fields: { because: 'password=[secret]' } },
    ]);
  });
});
