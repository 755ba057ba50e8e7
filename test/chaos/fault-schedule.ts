/** Which faults are played in a wave, drawn from the seed: rules for the sandbox's control endpoint. */
import type { SeededRandom } from '../harness/memory/seeded-random.ts';
import { chaosTenants } from './tenants.ts';

export interface FaultRule {
  readonly service: string;
  readonly operation: string;
  readonly tenant?: string;
  readonly mailbox?: string;
  readonly phase?: 'before' | 'after';
  readonly count?: number;
  readonly probability?: number;
  readonly effect: Readonly<Record<string, unknown>>;
}

type Draw = (random: SeededRandom) => FaultRule;

const respond = (status: number, code?: string, headers: Readonly<Record<string, string>> = {}) => ({
  kind: 'respond',
  status,
  headers,
  ...(code === undefined ? {} : { body: { error: { code, message: 'A fault that was asked for.' } } }),
});
const reset = { kind: 'reset' };
const hang = { kind: 'hang' };
/**
 * An answer that is slow, not an effect: one that comes late could be moved behind its worker's deadline by moving time, which
 * nothing in the real world does.
 */
const slow = { kind: 'delay', milliseconds: 1_500 };

const rule =
  (service: string, operation: string, phase: 'before' | 'after', effect: FaultRule['effect'], most = 0.15): Draw =>
  (random) => ({ service, operation, phase, effect, probability: 0.02 + random.next() * (most - 0.02) });

const few =
  (service: string, operation: string, phase: 'before' | 'after', effect: FaultRule['effect']): Draw =>
  (random) => ({ service, operation, phase, effect, count: 1 + random.below(2), probability: 0.05 });

/** What is nobody's fault of a message: it opens a hold, and ends with the wave. */
const configuration: readonly [Draw, ...Draw[]] = [
  (random) => ({
    service: 'graph',
    operation: '*',
    mailbox: pickMailbox(random),
    effect: respond(403, 'ErrorAccessDenied'),
  }),
  (random) => ({
    service: 'graph',
    operation: '*',
    mailbox: pickMailbox(random),
    effect: respond(404, 'ErrorInvalidUser'),
  }),
  (random) => ({ service: 'entra', operation: 'token', tenant: random.pick(tenantKeys), effect: wrongSecret }),
];

const wrongSecret = {
  kind: 'respond',
  status: 401,
  body: {
    error: 'invalid_client',
    error_description: 'AADSTS7000215: Invalid client secret provided.',
    error_codes: [7000215],
  },
};

const faults: readonly [Draw, ...Draw[]] = [
  rule('graph', 'sendDraft', 'after', respond(504)),
  rule('graph', 'sendDraft', 'after', reset),
  rule('graph', 'sendMail', 'after', respond(504)),
  rule('graph', 'sendMail', 'after', reset),
  rule('graph', 'sendDraft', 'before', respond(500)),
  rule('graph', 'sendMail', 'before', respond(503)),
  rule('graph', 'sendDraft', 'before', respond(400)),
  rule('graph', 'createDraft', 'after', respond(504)),
  rule('graph', 'createDraft', 'after', reset),
  rule('graph', 'listMessages', 'before', respond(500), 0.4),
  rule('graph', 'listMessages', 'before', reset, 0.4),
  rule('graph', 'deleteMessage', 'before', respond(500), 0.5),
  rule('graph', '*', 'before', respond(429, 'ApplicationThrottled', { 'retry-after': '7' })),
  rule('graph', '*', 'before', respond(429, 'ApplicationThrottled')),
  rule('graph', '*', 'before', respond(429, 'TooManyRequests', { 'retry-after': '400' }), 0.05),
  rule('graph', '*', 'before', respond(503)),
  rule('graph', '*', 'before', respond(500)),
  rule('graph', '*', 'after', slow),
  few('graph', 'sendDraft', 'after', hang),
  few('graph', 'sendMail', 'after', hang),
  rule('table-storage', 'create', 'after', reset, 0.6),
  rule('table-storage', 'update', 'after', reset, 0.6),
  rule('table-storage', 'transaction', 'after', reset, 0.6),
  rule('table-storage', '*', 'after', reset, 0.3),
  rule('table-storage', '*', 'before', respond(503), 0.5),
  rule('table-storage', '*', 'before', reset, 0.3),
  rule('table-storage', '*', 'after', slow, 0.05),
  // A scheduled copy is a `send` to the broker, like a producer's message: both lose their answers.
  rule('service-bus', 'send', 'after', reset, 0.2),
  rule('service-bus', 'send', 'before', respond(500), 0.3),
  few('service-bus', 'send', 'after', hang),
  rule('service-bus', 'settle', 'after', reset, 0.04),
  rule('service-bus', 'settle', 'before', reset, 0.04),
  few('service-bus', 'settle', 'after', hang),
  rule('entra', 'token', 'before', respond(500), 0.5),
  rule('key-vault', 'getSecret', 'before', respond(429), 0.5),
];

const tenantKeys = ['drafting', 'direct', 'parking', 'resending'] as const;

function pickMailbox(random: SeededRandom): string {
  const { mailboxes } = random.pick(chaosTenants);
  return mailboxes[random.below(mailboxes.length)] ?? '';
}

/** Three to six at a time; sometimes one that opens a hold. */
export function drawFaults(random: SeededRandom): readonly FaultRule[] {
  const drawn = Array.from({ length: 3 + random.below(4) }, () => random.pick(faults)(random));
  return random.chance(0.15) ? [random.pick(configuration)(random), ...drawn] : drawn;
}
