/** Workers of a storm or a walk, their instances, and what a call of theirs to the world is. */
import type { Hold } from '../../../shared/tenant/hold.ts';

export interface HoldView {
  readonly at: number;
  readonly held: readonly Hold[];
}

/** What the workers of one process share. */
export interface StormInstance {
  view?: HoldView | undefined;
  /** The client secret it read last. */
  secret?: string | undefined;
}

/** The worker is gone before or after the effect; the call fails before, after, or before its effect comes late; a reasoned no. */
export type Fault = 'crash-before' | 'crash-after' | 'fail-before' | 'fail-after' | 'fail-late' | 'refused';

/** `constant`: what nobody changes is read. `look`, `mailbox`, `send`: calls to a mailbox. `settle`: of a received message. */
export type CallKind = 'constant' | 'read' | 'write' | 'look' | 'mailbox' | 'send' | 'settle';

export interface Call<Answer> {
  readonly name: string;
  readonly kind: CallKind;
  /** The call has ended by then, one way or the other. */
  readonly deadlineMs: number;
  readonly effect: () => Promise<Answer>;
  readonly error: (fault: Fault) => Error;
}

export interface StormWorker {
  readonly name: string;
  /** How far its clock is from the broker's. */
  readonly skewMs: number;
  readonly instance: StormInstance;
  isGone: boolean;
  /** This message kills whoever handles it, after so many calls. */
  callsLeft?: number;
  /** Prepares what others begin with: no gate stops it. */
  readonly isFree?: boolean;
}

export interface Gate {
  readonly worker: StormWorker;
  readonly endsAt: number;
  readonly open: () => void;
}
