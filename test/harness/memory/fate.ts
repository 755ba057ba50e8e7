/**
 * What is left open when messages are handled: who goes on next, and what goes wrong. A storm draws it from a seed
 * (`chanceFate`), the exhaustive walk tries everything (`walk-fate.ts`).
 */
import type { SeededRandom } from './seeded-random.ts';
import type { CallKind, Fault, Gate } from './storm-call.ts';

export interface Fate {
  /** Is there a choice at a gate too where what comes behind it changes nothing and sees no change? */
  readonly stopsAtIdle: boolean;
  /** Which of those that wait at a gate goes on. */
  turn(gates: readonly Gate[]): Gate | undefined;
  /** One misfortune that is not a call's: a lock that is lost, a turn that is not given. */
  strikes(): boolean;
  /** What becomes of this call; undefined: nothing goes wrong. */
  faultOf(kind: CallKind): Fault | undefined;
  coin(): boolean;
  /** In [0, 1). */
  random(): number;
}

const ANY: readonly [Fault, ...Fault[]] = ['crash-before', 'crash-after', 'fail-before', 'fail-after', 'fail-late'];
/** A call that changes nothing. */
const READING: readonly [Fault, ...Fault[]] = ['crash-before', 'fail-before'];

const FAULTS: Readonly<Record<CallKind, readonly [Fault, ...Fault[]]>> = {
  constant: READING,
  read: READING,
  look: READING,
  write: ANY,
  mailbox: ANY,
  send: ANY,
  settle: ['crash-before', 'fail-before'],
};

/** Calls that Graph may refuse for a reason. */
const REFUSABLE: ReadonlySet<CallKind> = new Set(['look', 'mailbox', 'send']);

export function chanceFate(
  random: SeededRandom,
  facts: { readonly faults: number; readonly faultChance: number },
): Fate {
  let left = facts.faults;

  function strikes(): boolean {
    if (left === 0 || !random.chance(facts.faultChance)) return false;
    left -= 1;
    return true;
  }

  return {
    stopsAtIdle: true,
    turn: (gates) => gates[random.below(gates.length)],
    strikes,
    faultOf(kind) {
      if (!strikes()) return undefined;
      return REFUSABLE.has(kind) && random.chance(0.3) ? 'refused' : random.pick(FAULTS[kind]);
    },
    coin: () => random.chance(0.5),
    random: random.next,
  };
}
