/**
 * Faults on demand: the rules in force, and which one spoils a given call.
 * Promises: one rule at most per call and phase, the oldest that matches; a counted rule leaves when it is used up;
 * with the same seed and the same calls, the same calls are spoilt.
 */
import type { FaultEffect, FaultPhase, FaultRuleInput, ServiceName } from './fault-rule.ts';
import { createRandom } from './random.ts';

/** A call that could be spoilt. */
export interface FaultOccasion {
  readonly service: ServiceName;
  readonly operation: string;
  readonly phase: FaultPhase;
  readonly tenant?: string | undefined;
  readonly mailbox?: string | undefined;
}

export interface FaultRule extends FaultRuleInput {
  readonly id: string;
  /** How many calls this rule has spoilt. */
  readonly used: number;
}

export interface Faults {
  match(occasion: FaultOccasion): FaultEffect | undefined;
  add(rule: FaultRuleInput): FaultRule;
  list(): readonly FaultRule[];
  remove(id: string): boolean;
  clear(): void;
  seed(): number;
  reseed(seed: number): void;
}

export function createFaults(initialSeed: number): Faults {
  const rules = new Map<string, FaultRule>();
  let seed = initialSeed;
  let random = createRandom(seed);
  let lastNumber = 0;

  const spend = (rule: FaultRule): FaultEffect => {
    const used = rule.used + 1;
    if (rule.count !== undefined && used >= rule.count) rules.delete(rule.id);
    else rules.set(rule.id, { ...rule, used });
    return rule.effect;
  };

  return {
    match: (occasion) => {
      for (const rule of rules.values()) {
        if (covers(rule, occasion) && random() < rule.probability) return spend(rule);
      }
      return undefined;
    },
    add: (input) => {
      lastNumber += 1;
      const rule = { ...input, id: `fault-${lastNumber}`, used: 0 };
      rules.set(rule.id, rule);
      return rule;
    },
    list: () => [...rules.values()],
    remove: (id) => rules.delete(id),
    clear: () => rules.clear(),
    seed: () => seed,
    reseed: (next) => {
      seed = next;
      random = createRandom(next);
    },
  };
}

function covers(rule: FaultRule, occasion: FaultOccasion): boolean {
  if (rule.service !== occasion.service || rule.phase !== occasion.phase) return false;
  if (rule.operation !== '*' && rule.operation !== occasion.operation) return false;
  if (rule.tenant !== undefined && rule.tenant !== occasion.tenant) return false;
  return rule.mailbox === undefined || rule.mailbox.toLowerCase() === occasion.mailbox?.toLowerCase();
}
