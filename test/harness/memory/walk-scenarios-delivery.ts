/** Walks of two workers on one message: handed over twice, enqueued twice, looked up twice, or late. */
import { endExpired } from '../../../shared/delivery/end-expired.ts';
import { replayWhatIsParked } from './operator-tasks.ts';
import type { StormScene, StormTask } from './storm-scene.ts';
import type { StormEnd } from './storm-verdict.ts';
import type { WalkScenario } from './walk.ts';
import {
  enqueue,
  fail,
  instanceOf,
  receive,
  redelivered,
  type SendFault,
  untilNext,
  wait,
  workerOn,
} from './walk-begin.ts';

const HOUR = 60 * 60 * 1000;
const DIRECT = { connection: { plan: 'direct' }, seenAs: 'nothing' } as const;
const BLIND = { connection: { plan: 'direct', mayLook: false } } as const;

const handedOverTwice = async (scene: StormScene): Promise<readonly StormTask[]> => {
  enqueue(scene);
  return redelivered(scene);
};

const enqueuedTwice = async (scene: StormScene): Promise<readonly StormTask[]> => {
  enqueue(scene);
  enqueue(scene, 'order-1', '_again');
  return [await workerOn(scene), await workerOn(scene)];
};

/** An attempt ended like this, and its copy is handed over twice. */
const lookedUpTwice = (fault: SendFault) => async (scene: StormScene) => {
  await fail(scene, fault);
  await untilNext(scene);
  return redelivered(scene);
};

/** The copy of an attempt that ended like this was lost, and the producer tries again hours later, twice. */
const takenOverTwice = (fault: SendFault) => async (scene: StormScene) => {
  await fail(scene, fault);
  await untilNext(scene);
  scene.queue.complete(receive(scene));
  await wait(scene, 3 * HOUR);
  return enqueuedTwice(scene);
};

/** The queue was down for a day, and gives the copy back while the hourly timer ends what is overdue. */
const overdueAndLate = (fault: SendFault) => async (scene: StormScene) => {
  await fail(scene, fault);
  await wait(scene, 27 * HOUR);
  return [await workerOn(scene), await endTask(scene)];
};

const endTask = async (scene: StormScene): Promise<StormTask> => ({
  name: 'end expired',
  instance: await instanceOf(scene),
  run: (ports) => endExpired(ports, 30 * 24 * HOUR, () => true),
});

/** A doubt that nobody can resolve is left to people. */
const inDoubt = ({ entry }: StormEnd, faults: number): boolean =>
  faults > 0 && entry?.state === 'parked' && entry.failure?.code === 'ERR_DELIVERY_UNCONFIRMED';

const expired = ({ entry, timesSent }: StormEnd): boolean =>
  timesSent === 0 && entry?.state === 'failed' && entry.failure?.code === 'ERR_MESSAGE_EXPIRED';

export const deliveryScenarios: readonly WalkScenario[] = [
  { name: 'handed over twice', begin: handedOverTwice },
  { name: 'handed over twice, plan direct', ...DIRECT, begin: handedOverTwice },
  { name: 'handed over twice, nobody may look', ...BLIND, begin: handedOverTwice, mayEnd: inDoubt },
  {
    name: 'handed over twice, nobody may look, and a second mail is better than none',
    connection: { ...BLIND.connection, unconfirmed: 'resend' },
    mayResend: true,
    begin: handedOverTwice,
  },
  { name: 'enqueued twice', begin: enqueuedTwice },
  { name: 'enqueued twice, plan direct', ...DIRECT, begin: enqueuedTwice },
  {
    name: 'looked up twice, and a draft is found',
    begin: lookedUpTwice(['sendDraft', 'before', 'ERR_DELIVERY_UNCONFIRMED']),
  },
  {
    name: 'looked up twice, and it was sent',
    begin: lookedUpTwice(['sendDraft', 'after', 'ERR_DELIVERY_UNCONFIRMED']),
  },
  {
    name: 'looked up twice, without a trace',
    ...DIRECT,
    begin: lookedUpTwice(['sendDirect', 'before', 'ERR_DELIVERY_UNCONFIRMED']),
  },
  {
    name: 'tried again twice, after a draft was left',
    begin: lookedUpTwice(['createDraft', 'after', 'ERR_GRAPH_UNAVAILABLE']),
  },
  {
    name: 'taken over twice, after its copy was lost',
    begin: takenOverTwice(['sendDraft', 'before', 'ERR_DELIVERY_UNCONFIRMED']),
  },
  {
    name: 'overdue, and its copy comes late',
    begin: overdueAndLate(['createDraft', 'before', 'ERR_MAILBOX_THROTTLED']),
    mayEnd: expired,
  },
  {
    name: 'overdue in doubt, and its copy comes late: it was sent',
    person: replayWhatIsParked,
    begin: overdueAndLate(['sendDraft', 'after', 'ERR_DELIVERY_UNCONFIRMED']),
  },
  {
    name: 'overdue in doubt, and its copy comes late: a draft is left',
    begin: overdueAndLate(['sendDraft', 'before', 'ERR_DELIVERY_UNCONFIRMED']),
    person: replayWhatIsParked,
    mayEnd: (end, faults) => expired(end) || inDoubt(end, faults),
  },
];
