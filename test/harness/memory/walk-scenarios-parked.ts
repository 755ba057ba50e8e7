/** Walks of what is parked for a person: replayed, resent, cancelled, or parked by the broker while a worker is still at it. */
import { cancelTask, replayTask, replayWhatIsParked } from './operator-tasks.ts';
import type { StormScene, StormTask } from './storm-scene.ts';
import type { StormEnd } from './storm-verdict.ts';
import { recordDead } from './storm-workers.ts';
import type { WalkScenario } from './walk.ts';
import { enqueue, fail, parkCrashed, putBack, receive, wait, workerOn } from './walk-begin.ts';

const MINUTE = 60_000;
const DIRECT = { connection: { plan: 'direct' }, seenAs: 'nothing' } as const;
const BLIND = { connection: { plan: 'direct', mayLook: false } } as const;

const both = async (scene: StormScene): Promise<readonly StormTask[]> => [await workerOn(scene), await workerOn(scene)];

/** Handed over ten times while the first worker is still at it, and then given up. */
async function givenUp(scene: StormScene): Promise<readonly StormTask[]> {
  const { queue } = scene;
  enqueue(scene);
  const first = receive(scene);
  for (let locked = first; ; ) {
    queue.loseLock(locked);
    const again = queue.receive();
    if (!again) break;
    locked = again;
  }
  const dead = queue.deadLetters.receive();
  if (!dead) throw new Error('the broker did not give up');
  const dying: StormTask = { name: 'dead letter', instance: {}, run: recordDead(scene, dead) };
  return [await workerOn(scene, first), dying];
}

/** Nobody may look, and the send got no answer: it was not sent, and somebody has looked. */
async function parkInDoubt(scene: StormScene): Promise<void> {
  await fail(scene, ['sendDirect', 'before', 'ERR_DELIVERY_UNCONFIRMED']);
  await wait(scene, 3 * MINUTE);
}

const cancelled = ({ entry, timesSent }: StormEnd): boolean => timesSent === 0 && entry?.state === 'cancelled';

/** A doubt that nobody can resolve is left to people. */
const inDoubt = ({ entry }: StormEnd, faults: number): boolean =>
  faults > 0 && entry?.state === 'parked' && entry.failure?.code === 'ERR_DELIVERY_UNCONFIRMED';

export const parkedScenarios: readonly WalkScenario[] = [
  {
    name: 'replayed while its producer enqueues it again',
    async begin(scene) {
      await parkCrashed(scene);
      await putBack(scene);
      enqueue(scene, 'order-1', '_again');
      return both(scene);
    },
  },
  {
    name: 'two copies of one parking',
    async begin(scene) {
      await parkCrashed(scene);
      await putBack(scene);
      await putBack(scene);
      return both(scene);
    },
  },
  {
    name: 'two copies of one parking, plan direct',
    ...DIRECT,
    async begin(scene) {
      await parkCrashed(scene);
      await putBack(scene);
      await putBack(scene);
      return both(scene);
    },
  },
  {
    name: 'replayed by two at once',
    person: replayWhatIsParked,
    async begin(scene) {
      await parkCrashed(scene);
      return [replayTask(['order-1']), replayTask(['order-1'])];
    },
  },
  { name: 'given up while a worker is at it', person: replayWhatIsParked, begin: givenUp },
  { name: 'given up while a worker is at it, plan direct', ...DIRECT, person: replayWhatIsParked, begin: givenUp },
  {
    name: 'cancelled while its copy is handled',
    mayEnd: cancelled,
    async begin(scene) {
      await parkCrashed(scene);
      await putBack(scene);
      return [await workerOn(scene), cancelTask('order-1')];
    },
  },
  {
    name: 'cancelled while it is replayed',
    person: replayWhatIsParked,
    mayEnd: cancelled,
    async begin(scene) {
      await parkCrashed(scene);
      return [replayTask(['order-1']), cancelTask('order-1')];
    },
  },
  {
    name: 'resent by two copies',
    ...BLIND,
    mayEnd: inDoubt,
    async begin(scene) {
      await parkInDoubt(scene);
      await putBack(scene, true);
      await putBack(scene, true);
      return both(scene);
    },
  },
  {
    name: 'resent while its producer enqueues it again',
    ...BLIND,
    mayEnd: inDoubt,
    async begin(scene) {
      await parkInDoubt(scene);
      await putBack(scene, true);
      enqueue(scene, 'order-1', '_again');
      return both(scene);
    },
  },
  {
    name: 'resent by one copy and looked up by another',
    ...BLIND,
    // The other copy parks it anew, which is a case of its own for whoever wants it sent.
    mayEnd: (end) => inDoubt(end, 1),
    async begin(scene) {
      await parkInDoubt(scene);
      await putBack(scene, true);
      await putBack(scene);
      return both(scene);
    },
  },
];
