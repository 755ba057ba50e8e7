import { describe, expect, test } from '@jest/globals';
import { type FaultRuleInput, parseFaultRule } from '../../../../sandbox/fault-rule.ts';
import { createFaults } from '../../../../sandbox/faults.ts';
import { findRefusalProblems } from '../../../../sandbox/find-refusal-problems.ts';
import { toBrokerFaults } from '../../../../sandbox/service-bus-faults.ts';

const sending = { service: 'graph', operation: 'sendDraft', phase: 'before' } as const;

function rule(changes: Record<string, unknown> = {}): FaultRuleInput {
  const parsed = parseFaultRule({ service: 'graph', operation: 'sendDraft', effect: { kind: 'reset' }, ...changes });
  if (parsed.kind === 'refused') throw new Error(parsed.problems.join());
  return parsed.rule;
}

describe('faults', () => {
  test('spoil as many calls as counted, and leave', () => {
    const faults = createFaults(1);
    faults.add(rule({ count: 2 }));
    expect([1, 2, 3].map(() => faults.match(sending)?.kind)).toEqual(['reset', 'reset', undefined]);
    expect(faults.list()).toEqual([]);
  });

  test('say how often they were used', () => {
    const faults = createFaults(1);
    faults.add(rule());
    faults.match(sending);
    expect(faults.list()[0]).toMatchObject({ id: 'fault-1', used: 1 });
  });

  test.each([
    ['another service', { ...sending, service: 'entra' }],
    ['another operation', { ...sending, operation: 'sendMail' }],
    ['another phase', { ...sending, phase: 'after' }],
    ['another tenant', { ...sending, tenant: 'fabrikam' }],
    ['another mailbox', { ...sending, tenant: 'contoso', mailbox: 'orders@contoso.example' }],
  ] as const)('leave %s alone', (_case, occasion) => {
    const faults = createFaults(1);
    faults.add(rule({ tenant: 'contoso', mailbox: 'NoReply@contoso.example' }));
    expect(faults.match(occasion)).toBeUndefined();
    expect(faults.match({ ...sending, tenant: 'contoso', mailbox: 'noreply@contoso.example' })).toBeDefined();
  });

  test('match every operation of a service with a star', () => {
    const faults = createFaults(1);
    faults.add(rule({ operation: '*' }));
    expect(faults.match(sending)).toBeDefined();
  });

  test('spoil the same calls again with the same seed', () => {
    const run = (seed: number) => {
      const faults = createFaults(seed);
      faults.add(rule({ probability: 0.3 }));
      return Array.from({ length: 200 }, () => (faults.match(sending) === undefined ? '.' : 'x')).join('');
    };
    expect(run(7)).toBe(run(7));
    expect(run(7)).not.toBe(run(8));
    const share = run(7).replaceAll('.', '').length / 200;
    expect(share).toBeGreaterThan(0.2);
    expect(share).toBeLessThan(0.4);
  });

  test('start over when they are seeded again', () => {
    const faults = createFaults(7);
    faults.add(rule({ probability: 0.5 }));
    const draw = () => Array.from({ length: 50 }, () => faults.match(sending)?.kind);
    const first = draw();
    faults.reseed(7);
    expect(draw()).toEqual(first);
  });

  test('report every problem of a rule', () => {
    const parsed = parseFaultRule({ service: 'grap', effect: { kind: 'explode' }, probability: 2, colour: 'red' });
    expect(parsed.kind).toBe('refused');
    const problems = parsed.kind === 'refused' ? parsed.problems.join('\n') : '';
    for (const place of ['service', 'operation', 'effect', 'probability', 'colour']) expect(problems).toContain(place);
  });

  test.each([
    [
      { service: 'graph', operation: 'sendDraft', effect: { kind: 'refuse', code: 'AADSTS700016' } },
      /entra and key-vault/,
    ],
    [{ service: 'entra', operation: 'token', effect: { kind: 'refuse', code: 'AADSTS1' } }, /AADSTS7000222/],
    [{ service: 'entra', operation: '*', effect: { kind: 'refuse', code: 'AADSTS700016' } }, /name token/],
    [{ service: 'key-vault', operation: '*', effect: { kind: 'refuse', code: 'AADSTS700016' } }, /ForbiddenByFirewall/],
    [{ service: 'key-vault', phase: 'after', effect: { kind: 'refuse', code: 'Throttled' } }, /comes before/],
  ])('name a refusal the service has: %j', (changes, problem) => {
    expect(findRefusalProblems(rule(changes)).join()).toMatch(problem);
  });

  test('become what the broker can play', () => {
    const faults = createFaults(1);
    const broker = toBrokerFaults(faults);
    expect(broker.onSend?.('send-email')).toBe('accept');
    faults.add(
      rule({ service: 'service-bus', operation: 'settle', phase: 'after', effect: { kind: 'hang' }, count: 1 }),
    );
    faults.add(rule({ service: 'service-bus', operation: 'send', count: 1 }));
    expect(broker.onSchedule?.('send-email')).toBe('accept');
    expect(broker.onSettle?.('send-email')).toBe('lose-answer');
    expect(broker.onSend?.('send-email')).toBe('drop-connection');
    expect(broker.onSend?.('send-email')).toBe('accept');
  });
});
