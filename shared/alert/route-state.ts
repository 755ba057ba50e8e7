/**
 * What became of an alert on each way of telling it, and the only ways to change that.
 * States: (none) -> telling -> told | failed; failed -> telling; anything but told -> off. `telling` fixes a batch before anything leaves:
 * whoever is stopped then leaves it there, and the next one tells the same batch under the same id, so that a receiver knows a repetition.
 */
import { MINUTE, SECOND } from '../duration.ts';

/** The log first: it needs nobody's network. */
export const ROUTE_NAMES = ['log', 'webhook', 'mail'] as const;
export type RouteName = (typeof ROUTE_NAMES)[number];

export interface Telling {
  readonly kind: 'telling';
  readonly batch: string;
  /** When the batch was fixed: part of what is told, so that a repetition says the same. */
  readonly at: Date;
  /** How often this batch failed before. */
  readonly tries: number;
  /** What the route wrote down before it let anything leave: a repetition goes by it. */
  readonly memo?: string;
}

export interface Told {
  readonly kind: 'told';
  readonly at: Date;
  /** In words, where there is more than one way. */
  readonly how?: string;
}

export interface Failed {
  readonly kind: 'failed';
  readonly batch: string;
  readonly at: Date;
  readonly tries: number;
  readonly sentence: string;
  readonly remedy: string;
}

/** The route was not set up when the alert was looked at: an alert of last month is no news for a route that is new. */
export interface Off {
  readonly kind: 'off';
  readonly at: Date;
}

export type RouteState = Telling | Told | Failed | Off;
export type RouteStates = Readonly<Partial<Record<RouteName, RouteState>>>;

const LONGEST_WAIT_MINUTES = 60;
/** The teller runs each minute, and what it noted a little late is due in the next run all the same. */
const PUNCTUAL = 30 * SECOND;

export const isOver = (state: RouteState | undefined): boolean => state?.kind === 'told' || state?.kind === 'off';

/** Nobody has to look at it again. */
export const isDone = (routes: RouteStates): boolean => ROUTE_NAMES.every((name) => isOver(routes[name]));

export const telling = (batch: Omit<Telling, 'kind'>): Telling => ({ kind: 'telling', ...batch });

export const told = (at: Date, how: string | undefined): Told => ({
  kind: 'told',
  at,
  ...(how === undefined ? {} : { how }),
});

export const failed = (
  { batch, tries }: Pick<Telling, 'batch' | 'tries'>,
  why: Pick<Failed, 'sentence' | 'remedy'>,
  at: Date,
): Failed => ({ kind: 'failed', batch, at, tries: tries + 1, sentence: why.sentence, remedy: why.remedy });

export const off = (at: Date): Off => ({ kind: 'off', at });

/** 1, 2, 4 … 60 minutes after the failure. */
export const retryAt = ({ at, tries }: Pick<Failed, 'at' | 'tries'>): Date =>
  new Date(at.getTime() + Math.min(2 ** (tries - 1), LONGEST_WAIT_MINUTES) * MINUTE);

export const isDue = (state: Pick<Failed, 'at' | 'tries'>, now: Date): boolean =>
  retryAt(state).getTime() - PUNCTUAL <= now.getTime();
