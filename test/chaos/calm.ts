/** Waits until everybody has done what there is to do now, and plays time forward until there is nothing left to do at all. */
import { isHeldBack } from '../../shared/delivery/opening.ts';
import type { Instances } from './instances.ts';
import type { Scene } from './scene.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const PAUSE_MS = 50;
/** The longest back-off is an hour, a hold's longest interval a quarter of one: so many steps are more than a day. */
const MOST_STEPS = 400;

interface Stage {
  readonly scene: Scene;
  readonly instances: Instances;
}

/** Until the queue has nothing that could be handed over now, or patience ends: time may be moved either way. */
export async function untilIdle({ countQueue }: Scene, patienceMs: number): Promise<void> {
  const end = performance.now() + patienceMs;
  let idle = 0;
  while (idle < 3 && performance.now() < end) {
    const { active, locked } = await countQueue();
    idle = active - locked === 0 ? idle + 1 : 0;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

/** Until no settlement is under way any more: a lock that ends only because time was moved burns a delivery. */
export async function untilSettled({ countQueue }: Scene): Promise<void> {
  let before = Number.NaN;
  for (let same = 0; same < 3; ) {
    const { active } = await countQueue();
    same = active === before ? same + 1 : 0;
    before = active;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS / 2));
  }
}

/** After the faults have stopped. @returns false where something is left that nobody takes up */
export async function drain(stage: Stage): Promise<boolean> {
  for (let step = 0; step < MOST_STEPS; step += 1) {
    await untilIdle(stage.scene, 20 * SECOND);
    if (await isDone(stage)) {
      // What was accepted last may still lie in Drafts.
      await stage.instances.advance(5 * MINUTE);
      return true;
    }
    await stage.instances.advance(step < 10 ? 2 * MINUTE : 10 * MINUTE);
    await runTimers(stage, step % 6 === 5);
  }
  return false;
}

/** As the host would by its schedule, which follows the machine's clock and not the storm's. */
export async function runTimers({ instances }: Stage, isHour: boolean, index = 0): Promise<void> {
  await instances.runTimer(index, 'probe-holds');
  if (isHour) await instances.runTimer(index, 'keep-house');
}

/** Nothing is left to do: the queue is empty, no hold is in force, nothing waits for one. */
export async function isDone({ scene }: Pick<Stage, 'scene'>): Promise<boolean> {
  const { active, scheduled, deadLetter } = await scene.countQueue();
  if (active + scheduled + deadLetter > 0) return false;
  const holds = await scene.holds.list();
  return holds.every(({ hold }) => hold.state === 'lifted') && !(await isAnyHeldBack(scene));
}

async function isAnyHeldBack({ ledger, tenants }: Scene): Promise<boolean> {
  for (const { key } of tenants)
    for await (const { entry } of ledger.select({ tenant: key, states: ['parked'] }))
      if (isHeldBack(entry)) return true;
  return false;
}
