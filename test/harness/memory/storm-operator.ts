/** What people do in a storm, at some time; and what they see to at its end. */
import { isHeldBack } from '../../../shared/delivery/opening.ts';
import { contoso, START } from './delivery-bundle.ts';
import { cancelTask, holdTask, releaseTask, releaseWhatIsHeld, replayTask, resendTask } from './operator-tasks.ts';
import type { OperatorAct } from './storm-case.ts';
import { start, TENANT } from './storm-scene.ts';
import type { Storm } from './storm-setup.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const MAILBOX = { tenant: TENANT, mailbox: 'noreply@contoso.example' };
/** So often a person puts a message back, before it is left where it is. */
const MOST_TRIES = 4;

export function planActs(scene: Storm): void {
  for (const act of scene.case.acts) plan(scene, act);
}

function plan(scene: Storm, act: OperatorAct): void {
  const { random, world } = scene;
  const when = START.getTime() + random.below(random.pick([10 * SECOND, 10 * MINUTE, 100 * MINUTE]));
  const later = when + random.below(10 * MINUTE);
  const at = (time: number, happen: () => unknown): void =>
    world.at(time, () => {
      world.say(`the operator ${act}`);
      return happen();
    });
  const run: Record<OperatorAct, () => void> = {
    'changes the connection': () => at(when, () => changeConnection(scene)),
    'removes the connection': () => {
      at(when, () => scene.connections.delete(TENANT));
      at(later, () => scene.connections.set(TENANT, contoso(scene.case.connection)));
    },
    'holds the mailbox': () => {
      at(when, () => start(scene, holdTask(MAILBOX)));
      at(later, () => start(scene, releaseTask(MAILBOX)));
    },
    'holds the tenant': () => {
      at(when, () => start(scene, holdTask({ tenant: TENANT })));
      at(later, () => start(scene, releaseTask({ tenant: TENANT })));
    },
    releases: () => at(when, () => start(scene, releaseTask(MAILBOX))),
    replays: () => at(when, () => start(scene, replayTask())),
    resends: () => at(when, () => resendUnsent(scene)),
    cancels: () => at(when, () => start(scene, cancelTask('order-1'))),
    'rotates the secret': () => {
      at(when, () => scene.secrets.accept(`secret-${when}`));
      at(later, () => scene.secrets.store());
    },
  };
  run[act]();
}

function changeConnection({ random, connections, case: { connection } }: Storm): void {
  if (!connections.has(TENANT)) return;
  const before = contoso(connection);
  const next = random.pick<'draft' | 'direct'>(['draft', 'direct']);
  connections.set(TENANT, contoso({ ...connection, plan: next, mailboxes: [...before.mailboxes].reverse() }));
}

/** A person has looked, and it is not there. */
async function resendUnsent(scene: Storm): Promise<void> {
  const { ledger, mailboxes } = scene;
  for await (const { entry } of ledger.select({ tenant: TENANT, states: ['parked'] })) {
    const wasSent = mailboxes.sent.some(({ message }) => message.id === entry.id);
    if (!wasSent) start(scene, resendTask(entry.id));
  }
}

/** When nothing else is left to happen. @returns false where people have nothing to do either */
export async function seeToTheEnd(scene: Storm): Promise<boolean> {
  const { ledger, tries, world } = scene;
  await world.passTimeTo(world.now().getTime() + MINUTE);
  const release = await releaseWhatIsHeld(scene);
  if (release) start(scene, release);
  if (release) return true;
  for await (const { entry } of ledger.select({ tenant: TENANT, states: ['parked'] })) {
    const tried = tries.get(entry.id) ?? 0;
    if (isHeldBack(entry) || tried >= MOST_TRIES) continue;
    tries.set(entry.id, tried + 1);
    start(scene, replayTask([entry.id]));
    return true;
  }
  return false;
}
