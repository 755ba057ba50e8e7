/** What producers ask for in a storm, drawn from its seed. */
import type { SeededRandom } from '../harness/memory/seeded-random.ts';
import { type ChaosTenant, chaosTenants } from './tenants.ts';

const MINUTE = 60_000;

export interface ProducedMessage {
  readonly tenant: string;
  readonly id: string;
  readonly from: string;
  readonly saveToSentItems: boolean;
  readonly expiresAt?: Date;
}

/** @param now by the storm's clock */
export function produce(name: string, random: SeededRandom, now: Date): ProducedMessage {
  const tenant = pickTenant(random);
  const lifetime = (20 + random.below(40)) * MINUTE;
  return {
    tenant: tenant.key,
    id: name,
    from: tenant.mailboxes[random.below(tenant.mailboxes.length)] ?? '',
    saveToSentItems: random.chance(0.95),
    ...(random.chance(0.03) ? { expiresAt: new Date(now.getTime() + lifetime) } : {}),
  };
}

function pickTenant(random: SeededRandom): ChaosTenant {
  let left = random.below(100);
  for (const tenant of chaosTenants) {
    if (left < tenant.share) return tenant;
    left -= tenant.share;
  }
  return chaosTenants[0];
}

export const toBody = ({ tenant, id, from, saveToSentItems, expiresAt }: ProducedMessage) => ({
  version: 1,
  tenant,
  id,
  from,
  to: ['ada@example.org'],
  subject: subjectOf(id),
  text: 'A storm is coming.',
  saveToSentItems,
  ...(expiresAt ? { expiresAt: expiresAt.toISOString() } : {}),
});

/** The mailboxes are judged by it: it is the one thing of a message that Postbus has no reason to look at. */
const subjectOf = (id: string): string => `Storm ${id}`;
export const idOfSubject = (subject: string): string => subject.replace(/^Storm /, '');
