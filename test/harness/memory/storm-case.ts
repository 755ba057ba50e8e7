/** What a seed stands for: the messages, the connection, the clocks and the misfortunes of a storm. */
import type { ConnectionInput } from '../../../shared/tenant/connection.ts';
import { seededRandom } from './seeded-random.ts';

const MINUTE = 60_000;

export interface StormCase {
  readonly seed: number;
  readonly messages: number;
  readonly workers: number;
  readonly faults: number;
  readonly faultChance: number;
  /** How often the producer enqueues the messages again. */
  readonly duplicates: number;
  readonly connection: Partial<ConnectionInput>;
  readonly saveToSentItems: boolean;
  /** Until they expire; absent: a day. */
  readonly lifetimeMs?: number;
  /** How far the workers' clocks are from the broker's. */
  readonly skewMs: number;
  readonly duplicateWindowMs: number;
  /** Exchange sends an accepted draft once more while it lies in Drafts; then it lies there for less than our settle time. */
  readonly acceptsSecondSend: boolean;
  /** Calls last as long as they may. */
  readonly isSlow: boolean;
  readonly acts: readonly OperatorAct[];
  /** One message kills whoever handles it, until that is repaired. */
  readonly deadlyForMs?: number;
  /** For a while the queue takes no copies. */
  readonly refusesCopies: boolean;
}

/** What people do meanwhile. */
export type OperatorAct =
  | 'changes the connection'
  | 'removes the connection'
  | 'holds the mailbox'
  | 'holds the tenant'
  | 'releases'
  | 'replays'
  | 'resends'
  | 'cancels'
  | 'rotates the secret';

const ACTS: readonly [OperatorAct, ...OperatorAct[]] = [
  'changes the connection',
  'removes the connection',
  'holds the mailbox',
  'holds the tenant',
  'releases',
  'replays',
  'replays',
  'resends',
  'cancels',
  'rotates the secret',
];

export function drawStorm(seed: number): StormCase {
  const random = seededRandom(seed);
  const mayLook = random.chance(0.85);
  return {
    seed,
    messages: random.chance(0.3) ? 2 : 1,
    workers: random.chance(0.6) ? 2 : 1,
    faults: random.below(9),
    faultChance: random.pick([0.05, 0.12, 0.25]),
    duplicates: random.pick([0, 0, 1, 1, 2, 3]),
    connection: {
      plan: random.pick(['draft', 'draft', 'direct']),
      mayLook,
      unconfirmed: random.pick(['park', 'park', 'resend']),
    },
    saveToSentItems: random.chance(0.9),
    ...(random.chance(0.1) ? { lifetimeMs: (1 + random.below(40)) * MINUTE } : {}),
    skewMs: random.chance(0.4) ? Math.round((random.next() - 0.5) * 12 * MINUTE) : 0,
    duplicateWindowMs: random.pick([10 * MINUTE, 7 * 24 * 60 * MINUTE]),
    acceptsSecondSend: random.chance(0.5),
    isSlow: random.chance(0.3),
    acts: Array.from({ length: random.pick([0, 0, 1, 2, 4]) }, () => random.pick(ACTS)),
    ...(random.chance(0.15) ? { deadlyForMs: random.below(120) * MINUTE } : {}),
    refusesCopies: random.chance(0.1),
  };
}

/** Is somebody able to find out what became of a send in doubt? */
export const mayLookUp = ({ connection, saveToSentItems }: StormCase): boolean =>
  connection.mayLook === true && saveToSentItems;
