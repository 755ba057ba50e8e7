/** Which alerts a route tells now, and in which batches. Pure. */
import { MINUTE } from '../duration.ts';
import { type Alert, compareAlerts } from './alert.ts';
import type { StoredAlert } from './alerts.ts';
import { isDue, type RouteName, type RouteState, type Telling, telling } from './route-state.ts';

/** Alerts that are told at once, fixed as a batch. */
export interface ChosenBatch {
  readonly fixed: Telling;
  /** Fixed in the store already, by a teller that was stopped. */
  readonly isRepetition: boolean;
  readonly members: readonly StoredAlert[];
}

export interface ChoiceFacts {
  readonly route: RouteName;
  readonly now: Date;
  /** The daily check has just raised all it has. */
  readonly includeYoung: boolean;
  readonly newId: () => string;
}

/** More are told in several batches: a mail has to fit into a queue message. */
const MOST_IN_A_BATCH = 500;
/** The daily check is still at it: what it finds in a day is told at once. */
const YOUNG_FOR = 10 * MINUTE;
/** Then nothing is waited for any more, whoever still raises. */
const YOUNG_AT_MOST = 30 * MINUTE;

/** First what a stopped teller left, then what failed and is due, then what is new. */
export function chooseBatches(pending: readonly StoredAlert[], facts: ChoiceFacts): readonly ChosenBatch[] {
  const { route, now } = facts;
  const inState = <Kind extends RouteState['kind']>(kind: Kind) =>
    pending.flatMap((stored) => {
      const state = stored.record.routes[route];
      return state?.kind === kind ? [{ stored, state: state as Extract<RouteState, { kind: Kind }> }] : [];
    });
  const left = groupByBatch(inState('telling')).map((group) => repetition(group));
  const due = groupByBatch(inState('failed').filter(({ state }) => isDue(state, now)));
  const again = due.map((group) =>
    batchOf(membersOf(group), { id: group[0].state.batch, tries: group[0].state.tries, now }),
  );
  const fresh = pending.filter(({ record }) => record.routes[route] === undefined);
  const ready = worstFirst(fresh.filter(isReady(fresh, facts)));
  return [...left, ...again, ...chunks(ready).map((members) => batchOf(members, { id: facts.newId(), tries: 0, now }))];
}

interface Member<State> {
  readonly stored: StoredAlert;
  readonly state: State;
}
type Group<State> = readonly [Member<State>, ...Member<State>[]];

function groupByBatch<State extends { readonly batch: string }>(members: readonly Member<State>[]): Group<State>[] {
  const groups = new Map<string, [Member<State>, ...Member<State>[]]>();
  for (const member of members) {
    const group = groups.get(member.state.batch);
    if (group) group.push(member);
    else groups.set(member.state.batch, [member]);
  }
  return [...groups.values()];
}

const membersOf = (group: Group<unknown>): readonly StoredAlert[] => worstFirst(group.map(({ stored }) => stored));

/** A memo is written in the order of the alerts: where a teller was stopped half-way, the first one has the latest. */
function repetition(group: Group<Telling>): ChosenBatch {
  const members = membersOf(group);
  const memos = members.flatMap(({ record }) => group.find(({ stored }) => stored.record === record)?.state.memo ?? []);
  const { memo: _memo, ...fixed } = group[0].state;
  return { fixed: { ...fixed, ...(memos[0] === undefined ? {} : { memo: memos[0] }) }, isRepetition: true, members };
}

const batchOf = (
  members: readonly StoredAlert[],
  { id, tries, now }: { readonly id: string; readonly tries: number; readonly now: Date },
): ChosenBatch => ({ fixed: telling({ batch: id, at: now, tries }), isRepetition: false, members });

/** What was found about credentials waits until nothing more of it comes. */
function isReady(fresh: readonly StoredAlert[], { now, includeYoung }: ChoiceFacts): (stored: StoredAlert) => boolean {
  const ages = fresh
    .map(({ record }) => record.alert)
    .filter(isCredential)
    .map(({ raisedAt }) => now.getTime() - raisedAt.getTime());
  const isQuiet = includeYoung || Math.min(...ages) >= YOUNG_FOR || Math.max(...ages) >= YOUNG_AT_MOST;
  return ({ record }) => isQuiet || !isCredential(record.alert);
}

const isCredential = ({ kind }: Alert): boolean => kind === 'credential';

const worstFirst = (stored: readonly StoredAlert[]): readonly StoredAlert[] =>
  stored.toSorted((a, b) => compareAlerts(a.record.alert, b.record.alert));

const chunks = (stored: readonly StoredAlert[]): readonly (readonly StoredAlert[])[] =>
  Array.from({ length: Math.ceil(stored.length / MOST_IN_A_BATCH) }, (_none, index) =>
    stored.slice(index * MOST_IN_A_BATCH, (index + 1) * MOST_IN_A_BATCH),
  );
