/** What is wrong with a rule whose effect is `refuse`: it names a refusal of the service itself, so only known ones can be played. */
import { tokenRefusals } from './entra/token-refusals.ts';
import type { FaultRuleInput } from './fault-rule.ts';
import { vaultRefusals } from './key-vault/vault-refusals.ts';

export function findRefusalProblems({ service, operation, phase, effect }: FaultRuleInput): readonly string[] {
  if (effect.kind !== 'refuse') return [];
  if (service !== 'entra' && service !== 'key-vault')
    return ['effect: refuse is played by entra and key-vault; for other services use respond'];
  const known = Object.keys(service === 'entra' ? tokenRefusals : vaultRefusals);
  return [
    ...(known.includes(effect.code) ? [] : [`effect.code: ${service} refuses with ${known.join(', ')}`]),
    ...(service === 'entra' && operation !== 'token' ? ['operation: entra refuses tokens; name token'] : []),
    ...(phase === 'after' ? ['phase: a refusal comes before anything takes effect'] : []),
  ];
}
