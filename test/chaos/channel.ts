/** What the storm and an instance of the product under test tell each other, over the process's own channel. */

/** Where a process is killed: before or after one call of a port, or of a whole function. */
export interface CrashPoint {
  /** `ledger.create`, `deliverMessage` … */
  readonly name: string;
  readonly phase: Phase;
}

export type Phase = 'before' | 'after';

/** `passes`: at the so many-th pass, from 1. */
export interface CrashPlan {
  /** Of any point where none is named. */
  readonly point?: CrashPoint;
  /** Only while this is handled: a part of a message's id, or the name of a timer's flow. */
  readonly subject?: string;
  readonly passes: number;
}

/** What is being handled while a point is passed. */
export interface InHand {
  /** `deliverMessage`, `probeHolds` … */
  readonly flow: string;
  readonly subject: string;
}

/** A line that an instance writes: its last words, or each step that it takes where it was asked to tell them. */
export interface ChaosLine extends CrashPoint, Partial<InHand> {
  readonly chaos: 'crash' | 'pass';
}

export type Order =
  /** A closed gate lets handlings end and begins none: time may be moved when all have ended. */
  | { readonly kind: 'gate'; readonly isOpen: boolean }
  /** How far time is ahead of the machine's. */
  | { readonly kind: 'clock'; readonly offsetMs: number }
  | { readonly kind: 'crash'; readonly plans: readonly CrashPlan[] };

/** The gate is closed and nothing is being handled. */
export interface Report {
  readonly kind: 'quiet';
  readonly passed: Passed;
}

/** How often each point was passed by this process; with 0, those that are known and were not. Keys are `name:phase`. */
export type Passed = Readonly<Record<string, number>>;

export const pointKey = ({ name, phase }: CrashPoint): string => `${name}:${phase}`;
