/** What scenarios of a walk begin with: messages on the queue, and what an earlier worker, hold or crash left of them. */
import { deliverMessage } from '../../../shared/delivery/deliver-message.ts';
import { type DeliveryErrorDetails, deliveryError } from '../../../shared/delivery/delivery-error.ts';
import type { ErrorCode } from '../../../shared/delivery/error-codes.ts';
import type { StoredEntry } from '../../../shared/delivery/ledger.ts';
import { recordDeadLetter } from '../../../shared/delivery/record-dead-letter.ts';
import { replay } from '../../../shared/delivery/replay.ts';
import { openHold } from '../../../shared/tenant/open-hold.ts';
import { plainMessage } from './delivery-bundle.ts';
import type { LockedMessage } from './locked-messages.ts';
import type { StormInstance } from './storm-call.ts';
import { readView } from './storm-holds.ts';
import { freePorts, type StormScene, type StormTask, TENANT } from './storm-scene.ts';
import { deliverLocked } from './storm-workers.ts';

const SECOND = 1000;

export const MAILBOX = { tenant: TENANT, mailbox: 'noreply@contoso.example' } as const;

export function enqueue({ queue }: StormScene, id = 'order-1', again = ''): void {
  queue.enqueue({ body: Buffer.from(JSON.stringify({ ...plainMessage, id })), messageId: `msg_${id}${again}` });
}

export function receive({ queue }: StormScene): LockedMessage {
  const locked = queue.receive();
  if (!locked) throw new Error('nothing is on the queue');
  return locked;
}

/** An instance that has just read the holds. */
export const instanceOf = async ({ holds, world }: StormScene): Promise<StormInstance> => ({
  view: await readView(holds, world.now()),
});

export const workerOn = async (
  scene: StormScene,
  locked: LockedMessage = receive(scene),
  instance?: StormInstance,
): Promise<StormTask> => ({
  name: 'worker',
  instance: instance ?? (await instanceOf(scene)),
  run: deliverLocked(scene, locked),
});

/** The lock is lost under the first, and the same message handed to a second. */
export async function redelivered(scene: StormScene): Promise<readonly StormTask[]> {
  const first = receive(scene);
  scene.queue.loseLock(first);
  return [await workerOn(scene, first), await workerOn(scene)];
}

export const wait = ({ world }: StormScene, ms: number): Promise<void> => world.passTimeTo(world.now().getTime() + ms);

/** Handles the next one from beginning to end. */
export async function handle(scene: StormScene): Promise<void> {
  const locked = receive(scene);
  await deliverMessage(locked.received, freePorts(scene));
  scene.queue.complete(locked);
}

async function readRecord({ ledger }: StormScene, id = 'order-1'): Promise<StoredEntry> {
  const stored = await ledger.read(TENANT, id);
  if (!stored) throw new Error(`there is no record of ${id}`);
  return stored;
}

export type SendFault = readonly ['sendDraft' | 'sendDirect' | 'createDraft', 'before' | 'after', ErrorCode];

/** A worker had a go at it, which failed. */
export async function fail(scene: StormScene, [operation, how, code]: SendFault): Promise<void> {
  const details: DeliveryErrorDetails = { provider: 'before the walk' };
  scene.mailboxes.failNext(operation, how, deliveryError(code, details));
  enqueue(scene);
  await handle(scene);
}

/** The broker gave up on it before anything was tried: parked for a person. */
export async function parkCrashed(scene: StormScene): Promise<void> {
  enqueue(scene);
  const locked = receive(scene);
  await recordDeadLetter(locked.received, 'MaxDeliveryCountExceeded', freePorts(scene));
  scene.queue.complete(locked);
}

export async function openMailboxHold(scene: StormScene, code: ErrorCode = 'ERR_MAILBOX_FULL'): Promise<void> {
  await openHold(MAILBOX, { code }, freePorts(scene));
}

/** Its copy lies on the queue, each one under an id of its own. */
export async function putBack(scene: StormScene, isResend = false): Promise<void> {
  await wait(scene, SECOND);
  await replay([(await readRecord(scene)).entry], freePorts(scene), { isResend });
}

/** Until the next message of the queue is due. */
export async function untilNext(scene: StormScene): Promise<void> {
  const next = scene.queue.nextAt();
  if (!next) throw new Error('nothing is on the queue');
  await scene.world.passTimeTo(Math.max(next.getTime(), scene.world.now().getTime()));
}
