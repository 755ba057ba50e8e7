import { describe, expect, test } from '@jest/globals';
import type { Hold, ParkedMessage } from '../../../../sandbox/page/client/control/ledger-types.ts';
import { formatDistance } from '../../../../sandbox/page/client/format/format-distance.ts';
import { holdFacts } from '../../../../sandbox/page/client/parked/hold-facts.ts';
import { messageFacts } from '../../../../sandbox/page/client/parked/message-facts.ts';
import { releaseCommand, showCommand } from '../../../../sandbox/page/client/parked/postbus-command.ts';

const now = new Date('2026-03-01T12:00:00Z');
const minutes = (count: number): string => new Date(now.getTime() + count * 60_000).toISOString();

const hold: Hold = {
  tenant: 'contoso',
  state: 'held',
  code: 'ERR_CREDENTIAL_EXPIRED',
  provider: '401 AADSTS7000222',
  since: minutes(-7),
  probes: 2,
  probeAt: minutes(4),
};

const { probeAt: _due, ...withoutProbe } = hold;

const message: ParkedMessage = {
  tenant: 'contoso',
  id: 'order-1',
  mailbox: 'noreply@contoso.example',
  attempt: 1,
  code: 'ERR_CREDENTIAL_EXPIRED',
  isUnconfirmed: false,
  parkedAt: minutes(-7),
  expiresAt: minutes(90),
};

const factValue = (facts: readonly { readonly name: string; readonly value: string }[], name: string) =>
  facts.find((fact) => fact.name === name)?.value;

describe('parked as text', () => {
  test.each([
    [0.9, 'now'],
    [-0.9, 'now'],
    [1, 'in 1 min'],
    [-59.9, '59 min ago'],
    [60, 'in 1 h'],
    [47.9 * 60, 'in 47 h'],
    [-48 * 60, '2 days ago'],
  ])('names what is %d minutes away %j', (distance, text) => {
    expect(formatDistance(minutes(distance), now)).toBe(text);
  });

  test('names no distance to what is not known', () => {
    expect(formatDistance(undefined, now)).toBe('');
  });

  test('says what is held, why, since when, and when Postbus looks again', () => {
    const { scope, state, sentence, facts } = holdFacts(hold, now);
    expect([scope, state, sentence]).toEqual(['contoso', 'held', 'The client secret or certificate has expired.']);
    expect(factValue(facts, 'Since')).toMatch(/\(7 min ago\)$/);
    expect(factValue(facts, 'Next probe')).toBe('in 4 min');
    expect(factValue(facts, 'Probes so far')).toBe('2');
    expect(factValue(facts, 'Answer')).toBe('401 AADSTS7000222');
  });

  test.each([
    ['a probe that is due', { ...hold, probeAt: minutes(-3) }, 'within a minute'],
    ['a probe in seconds', { ...hold, probeAt: minutes(0.5) }, 'within a minute'],
    ['a hold of an operator', withoutProbe, 'none: it is lifted by hand'],
    ['a release', { ...withoutProbe, state: 'releasing' }, 'none: what was parked goes back to the queue'],
  ] as const)('says when the next probe comes, for %s', (_case, shown, text) => {
    expect(factValue(holdFacts(shown, now).facts, 'Next probe')).toBe(text);
  });

  test('shows a code that it does not know, an operator’s words, and a mailbox', () => {
    const changed = { ...hold, mailbox: 'a@contoso.example', code: 'ERR_NEW', note: 'migration' };
    expect(holdFacts(changed, now)).toMatchObject({
      scope: 'contoso · a@contoso.example',
      code: 'ERR_NEW',
      sentence: '',
      note: '“migration”',
    });
  });

  test('says of a message whose it is, what led to its code, and until when it waits', () => {
    const doubtful = {
      ...message,
      code: 'ERR_DELIVERY_UNCONFIRMED',
      because: 'ERR_GRAPH_UNAVAILABLE',
      provider: '504',
      isUnconfirmed: true,
    };
    const { owner, reason, isInDoubt, facts } = messageFacts(doubtful, now);
    expect([owner, reason, isInDoubt]).toEqual([
      'contoso · noreply@contoso.example',
      'because ERR_GRAPH_UNAVAILABLE · 504',
      true,
    ]);
    expect(factValue(facts, 'Expires')).toBeUndefined();
    const sure = { ...message, isUnconfirmed: false };
    expect(factValue(messageFacts(sure, now).facts, 'Expires')).toBe('in 1 h');
    expect(factValue(messageFacts({ ...sure, expiresAt: minutes(0) }, now).facts, 'Expires')).toBe('expired');
  });

  test('says of a message in which no tenant could be read that none is known', () => {
    const { mailbox: _none, ...unreadable } = { ...message, tenant: '_unreadable' };
    expect(messageFacts(unreadable, now).owner).toBe('no tenant known');
    expect(showCommand(unreadable)).toBe('npx postbus show _unreadable order-1');
  });

  test('names commands that a shell takes as they are meant', () => {
    expect(showCommand(message)).toBe('npx postbus show contoso order-1');
    expect(showCommand({ tenant: 'contoso', id: "it's $(1)" })).toBe("npx postbus show contoso 'it'\\''s $(1)'");
    expect(showCommand({ tenant: 'contoso', id: '--body' })).toBe('npx postbus show -- contoso --body');
    expect(releaseCommand({ tenant: 'contoso' })).toBe('npx postbus release contoso');
    expect(releaseCommand({ tenant: 'contoso', mailbox: 'a@contoso.example' })).toBe(
      'npx postbus release contoso a@contoso.example',
    );
  });
});
