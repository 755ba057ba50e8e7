/** Walks around holds: opened, lifted, seen late, while somebody parks. Nothing may stay parked with nobody to release it. */
import { deliveryError } from '../../../shared/delivery/delivery-error.ts';
import { keepHouse } from '../../../shared/delivery/keep-house.ts';
import { probeHolds } from '../../../shared/delivery/probe-holds.ts';
import { holdTask, releaseTask, releaseWhatIsHeld } from './operator-tasks.ts';
import { freePorts, type StormScene, type StormTask } from './storm-scene.ts';
import type { WalkScenario } from './walk.ts';
import { enqueue, handle, instanceOf, MAILBOX, openMailboxHold, wait, workerOn } from './walk-begin.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
/** Old enough that an instance may have read the holds again, and need not have. */
const VIEW_AGE = 6 * SECOND;
const TWO = ['order-1', 'order-2'] as const;

const probe = async (scene: StormScene): Promise<StormTask> => ({
  name: 'probe',
  instance: await instanceOf(scene),
  run: probeHolds,
});

/** One message is parked behind a hold, and the cause of the hold is gone. */
async function park(scene: StormScene, code?: 'ERR_HELD_BY_OPERATOR'): Promise<void> {
  await openMailboxHold(scene, code);
  enqueue(scene);
  await handle(scene);
}

const untilProbe = (scene: StormScene): Promise<void> => wait(scene, MINUTE);

const refuse = ({ mailboxes }: StormScene): void =>
  mailboxes.failNext('createDraft', 'before', deliveryError('ERR_MAILBOX_FULL', { provider: '507' }));

export const holdScenarios: readonly WalkScenario[] = [
  {
    name: 'parked while a probe releases',
    async begin(scene) {
      await openMailboxHold(scene);
      await untilProbe(scene);
      enqueue(scene);
      return [await workerOn(scene), await probe(scene)];
    },
  },
  {
    name: 'parked while an operator releases',
    person: releaseWhatIsHeld,
    async begin(scene) {
      await openMailboxHold(scene, 'ERR_HELD_BY_OPERATOR');
      enqueue(scene);
      return [await workerOn(scene), releaseTask(MAILBOX)];
    },
  },
  {
    name: 'refused and parked while an operator releases',
    isWide: true,
    ids: TWO,
    async begin(scene) {
      const instance = await instanceOf(scene);
      await park(scene);
      await wait(scene, VIEW_AGE);
      enqueue(scene, 'order-2');
      refuse(scene);
      return [await workerOn(scene, undefined, instance), releaseTask(MAILBOX)];
    },
  },
  {
    name: 'two are refused at once',
    isWide: true,
    ids: TWO,
    async begin(scene) {
      for (const id of TWO) enqueue(scene, id);
      refuse(scene);
      refuse(scene);
      return [await workerOn(scene), await workerOn(scene)];
    },
  },
  {
    name: 'one is refused while another parks',
    isWide: true,
    ids: TWO,
    async begin(scene) {
      const instance = await instanceOf(scene);
      await openMailboxHold(scene);
      await wait(scene, VIEW_AGE);
      for (const id of TWO) enqueue(scene, id);
      refuse(scene);
      return [await workerOn(scene, undefined, instance), await workerOn(scene)];
    },
  },
  {
    name: 'released by a probe and an operator',
    async begin(scene) {
      await park(scene);
      await untilProbe(scene);
      return [await probe(scene), releaseTask(MAILBOX)];
    },
  },
  {
    name: 'released by two probes',
    async begin(scene) {
      await park(scene);
      await untilProbe(scene);
      return [await probe(scene), await probe(scene)];
    },
  },
  {
    name: 'released by a probe while its producer enqueues it again',
    async begin(scene) {
      await park(scene);
      await untilProbe(scene);
      enqueue(scene, 'order-1', '_again');
      return [await probe(scene), await workerOn(scene)];
    },
  },
  {
    name: 'held by an operator while a probe releases',
    person: releaseWhatIsHeld,
    async begin(scene) {
      await park(scene);
      await untilProbe(scene);
      return [await probe(scene), holdTask(MAILBOX)];
    },
  },
  {
    name: 'held by an operator while it is sent',
    person: releaseWhatIsHeld,
    async begin(scene) {
      enqueue(scene);
      return [await workerOn(scene), holdTask(MAILBOX)];
    },
  },
  {
    name: 'an old view knows of a hold that was lifted',
    async begin(scene) {
      await openMailboxHold(scene);
      const instance = await instanceOf(scene);
      await releaseTask(MAILBOX).run(freePorts(scene), nobody);
      await wait(scene, VIEW_AGE);
      enqueue(scene);
      enqueue(scene, 'order-1', '_again');
      return [await workerOn(scene, undefined, instance), await workerOn(scene)];
    },
  },
  {
    name: 'left behind, and its producer enqueues it again',
    isLeftBehind: true,
    async begin(scene) {
      await park(scene);
      for (const stored of await scene.holds.list()) await scene.holds.remove(stored);
      await wait(scene, 20 * MINUTE);
      enqueue(scene, 'order-1', '_again');
      return [{ name: 'housekeeping', instance: {}, run: cleanUp }, await workerOn(scene)];
    },
  },
];

const nobody = { name: 'nobody', skewMs: 0, instance: {}, isGone: false };

const cleanUp: StormTask['run'] = (ports) =>
  keepHouse(ports, { retentionMs: 30 * 24 * 60 * MINUTE, until: new Date(ports.now().getTime() + 60 * MINUTE) });
