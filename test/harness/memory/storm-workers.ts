/** The two functions on the queue, with the settlement of the Functions host: what returns is completed, what throws comes again. */
import { deliverMessage } from '../../../shared/delivery/deliver-message.ts';
import type { DeliveryPorts } from '../../../shared/delivery/delivery-ports.ts';
import { recordDeadLetter } from '../../../shared/delivery/record-dead-letter.ts';
import type { LockedMessage } from './locked-messages.ts';
import type { StormWorker } from './storm-call.ts';
import type { StormScene } from './storm-scene.ts';

const QUEUE_MS = 15_000;

export const deliverLocked =
  (scene: StormScene, locked: LockedMessage) =>
  async (ports: DeliveryPorts, worker: StormWorker): Promise<void> => {
    const { world, queue } = scene;
    try {
      const outcome = await deliverMessage(locked.received, ports);
      world.say(`${worker.name} -> ${outcome.kind}`);
    } catch (error) {
      world.say(`${worker.name} throws ${error instanceof Error ? error.message : error}`);
      queue.abandon(locked);
      return;
    }
    await settle(scene, { worker, locked });
  };

/** A settlement that is lost has the message handed over again when its lock ends. */
async function settle(
  { world, queue }: StormScene,
  { worker, locked }: { readonly worker: StormWorker; readonly locked: LockedMessage },
): Promise<void> {
  await world.call(worker, {
    name: 'complete',
    kind: 'settle',
    deadlineMs: QUEUE_MS,
    effect: async () => queue.complete(locked),
    error: () => new Error('the settlement is lost'),
  });
}

/** From the dead-letter queue, which gives a message again until somebody has recorded it. */
export const recordDead =
  (scene: StormScene, locked: LockedMessage) =>
  async (ports: DeliveryPorts, worker: StormWorker): Promise<void> => {
    const { world, queue } = scene;
    try {
      const outcome = await recordDeadLetter(locked.received, 'MaxDeliveryCountExceeded', ports);
      world.say(`${worker.name} -> ${outcome.kind}`);
    } catch (error) {
      world.say(`${worker.name} throws ${error instanceof Error ? error.message : error}`);
      queue.deadLetters.abandon(locked);
      return;
    }
    await world.call(worker, {
      name: 'complete the dead letter',
      kind: 'settle',
      deadlineMs: QUEUE_MS,
      effect: async () => queue.deadLetters.complete(locked),
      error: () => new Error('the settlement is lost'),
    });
  };
