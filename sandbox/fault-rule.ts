/**
 * A fault rule as people write it to the control endpoint: what to spoil, how, and how often.
 * Promises: parse gives a complete rule or every problem; a rule without count and probability spoils every matching call.
 */
import * as z from 'zod';

export const serviceNames = ['graph', 'entra', 'key-vault', 'service-bus', 'table-storage', 'webhook'] as const;

/** The part of Microsoft's cloud a call goes to; `webhook` is the receiver of somebody's alerts. */
export type ServiceName = (typeof serviceNames)[number];

const effectSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('respond'),
    status: z.int().min(100).max(599),
    headers: z.record(z.string(), z.string()).default({}),
    body: z.unknown().optional(),
  }),
  /** The service's own refusal with this code, worded as the service words it. */
  z.strictObject({ kind: z.literal('refuse'), code: z.string().min(1) }),
  z.strictObject({ kind: z.literal('reset') }),
  z.strictObject({ kind: z.literal('hang') }),
  z.strictObject({ kind: z.literal('delay'), milliseconds: z.int().min(0).max(3_600_000) }),
]);

const ruleSchema = z.strictObject({
  service: z.enum(serviceNames),
  operation: z.string().min(1),
  tenant: z.string().min(1).optional(),
  mailbox: z.string().min(1).optional(),
  phase: z.enum(['before', 'after']).default('before'),
  count: z.int().min(1).optional(),
  probability: z.number().gt(0).max(1).default(1),
  effect: effectSchema,
});

export type FaultEffect = z.infer<typeof effectSchema>;
export type FaultRuleInput = z.infer<typeof ruleSchema>;
export type FaultPhase = FaultRuleInput['phase'];

export type ParsedFaultRule =
  | { readonly kind: 'rule'; readonly rule: FaultRuleInput }
  | { readonly kind: 'refused'; readonly problems: readonly string[] };

export function parseFaultRule(input: unknown): ParsedFaultRule {
  const parsed = ruleSchema.safeParse(input);
  if (parsed.success) return { kind: 'rule', rule: parsed.data };
  return {
    kind: 'refused',
    problems: parsed.error.issues.map((issue) => `${issue.path.join('.') || 'rule'}: ${issue.message}`),
  };
}
