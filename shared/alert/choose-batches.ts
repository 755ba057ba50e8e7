/** Which alerts a route tells now, and in which batches. Pure. */
import { MINUTE } from '../duration.ts';
import { type Alert, compareAlerts } from './alert.ts';
import type { StoredAlert } from './alerts.ts';
import { type Failed, isDue, type RouteName, type Telling, telling } from './route-state.ts';

/** Alerts that are told at once, fixed as a batch. */
export interface ChosenBatch {
  readonly fixed: Telling;
  /** The store says so of each of its members already. */
  readonly isFixed: boolean;
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
/** Then nothing is waited for any more, whoever still raises: its retries are over by then. */
const YOUNG_AT_MOST = 45 * MINUTE;

/** First what a stopped teller left, then what failed and is due, then what is new. */
export function chooseBatches(pending: readonly StoredAlert[], facts: ChoiceFacts): readonly ChosenBatch[] {
  const { route, now } = facts;
  const begun = groupByBatch(pending.flatMap((stored) => toMember(stored, route)));
  const left = begun.flatMap((group) => repetition(group) ?? []);
  const due = begun.filter((group) => group.every(({ state }) => state.kind === 'failed') && isGroupDue(group, now));
  const again = due.map((group) => batchOf(membersOf(group), { ...tryOf(group), now }));
  const fresh = pending.filter(({ record }) => record.routes[route] === undefined);
  const ready = worstFirst(fresh.filter(isReady(fresh, facts)));
  return [...left, ...again, ...chunks(ready).map((members) => batchOf(members, { id: facts.newId(), tries: 0, now }))];
}

interface Member {
  readonly stored: StoredAlert;
  readonly state: Telling | Failed;
}
type Group = readonly [Member, ...Member[]];

function toMember(stored: StoredAlert, route: RouteName): readonly Member[] {
  const state = stored.record.routes[route];
  return state?.kind === 'telling' || state?.kind === 'failed' ? [{ stored, state }] : [];
}

/** Whatever their states: an id that a receiver has seen must not come again with others of its alerts. */
function groupByBatch(members: readonly Member[]): readonly Group[] {
  const groups = new Map<string, [Member, ...Member[]]>();
  for (const member of members) {
    const group = groups.get(member.state.batch);
    if (group) group.push(member);
    else groups.set(member.state.batch, [member]);
  }
  return [...groups.values()];
}

const membersOf = (group: Group): readonly StoredAlert[] => worstFirst(group.map(({ stored }) => stored));

/**
 * What became of a batch is written a hundred at a time: a teller that was stopped between two leaves some of it failed and the rest as it was
 * fixed, or some of it fixed anew. All of it is told together then, as it was fixed last. A memo is written in the order of the alerts, so
 * the first one has the latest.
 */
function repetition(group: Group): ChosenBatch | undefined {
  const members = membersOf(group);
  const stateOf = (member: StoredAlert) => group.find(({ stored }) => stored === member)?.state;
  const fixed = members.flatMap((member) => {
    const state = stateOf(member);
    return state?.kind === 'telling' ? [state] : [];
  });
  const [first] = fixed;
  if (!first) return undefined;
  const { memo: _memo, ...rest } = first;
  const memo = fixed.find((state) => state.memo !== undefined)?.memo;
  return {
    fixed: { ...rest, ...(memo === undefined ? {} : { memo }) },
    isFixed: fixed.length === group.length,
    members,
  };
}

/** It failed as one, and each of its alerts says when. */
const isGroupDue = (group: Group, now: Date): boolean =>
  group.some(({ state }) => state.kind === 'failed' && isDue(state, now));

const tryOf = ([{ state }]: Group) => ({ id: state.batch, tries: state.tries });

const batchOf = (
  members: readonly StoredAlert[],
  { id, tries, now }: { readonly id: string; readonly tries: number; readonly now: Date },
): ChosenBatch => ({ fixed: telling({ batch: id, at: now, tries }), isFixed: false, members });

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
