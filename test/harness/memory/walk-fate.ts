/**
 * Fate as a list of choices, so that all of them can be tried. Whoever is at work goes on until another is let before it: so many
 * times at most. With time standing still, what lies between two effects is nobody else's business: so there is a choice at the gate
 * before an effect only, and a crash after one is the same as a crash before the next.
 */
import type { Choices } from './choices.ts';
import type { Fate } from './fate.ts';
import type { CallKind, Fault, Gate, StormWorker } from './storm-call.ts';

export interface WalkBounds {
  /** How often one worker is interrupted by another. */
  readonly preemptions: number;
  /** Crashes, lost answers and refusals. */
  readonly faults: number;
}

const FAULTS: Readonly<Record<CallKind, readonly Fault[]>> = {
  constant: [],
  read: ['fail-before'],
  look: ['fail-before'],
  write: ['crash-before', 'fail-after'],
  mailbox: ['crash-before', 'fail-after', 'refused'],
  send: ['crash-before', 'fail-before', 'fail-after', 'fail-late', 'refused'],
  settle: ['crash-before'],
};

export interface WalkFate extends Fate {
  /** How many misfortunes happened. */
  readonly faults: number;
}

export function createWalkFate(choices: Choices, bounds: WalkBounds): WalkFate {
  let { preemptions, faults } = bounds;
  let current: StormWorker | undefined;

  function turn(gates: readonly Gate[]): Gate | undefined {
    const own = gates.find(({ worker }) => worker === current);
    if (own && preemptions === 0) return own;
    const options = own ? [own, ...gates.filter((gate) => gate !== own)] : gates;
    const chosen = options.length === 1 ? 0 : choices.choose(options.length);
    if (own && chosen > 0) preemptions -= 1;
    current = options[chosen]?.worker;
    return options[chosen];
  }

  return {
    get faults() {
      return bounds.faults - faults;
    },
    stopsAtIdle: false,
    turn,
    strikes: () => false,
    faultOf(kind) {
      const possible = FAULTS[kind];
      if (faults === 0 || possible.length === 0) return undefined;
      const fault = possible[choices.choose(possible.length + 1) - 1];
      if (fault) faults -= 1;
      return fault;
    },
    coin: () => choices.choose(2) === 0,
    random: () => 1 - Number.EPSILON,
  };
}
