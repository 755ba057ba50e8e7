/** What a rotation has to wait for: another run that may still be at work, and instants of the table service's clock. */
import { isDeliveryError } from '../../shared/delivery/delivery-error.ts';
import { SECOND } from '../../shared/duration.ts';
import type { RotationPorts } from '../../shared/tenant/rotation/rotation-ports.ts';

const LONGEST_PAUSE = 30 * SECOND;
/** The table service's clock is known to the second or so: what is due within that is due. */
export const CLOCK_GRAIN = 5 * SECOND;

/** A run that died a moment ago is waited for, until its record lets another one go on. */
export async function afterTheOther<T>(
  work: () => Promise<T>,
  ports: RotationPorts,
  say: (text: string) => void,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isDeliveryError(error) || error.code !== 'ERR_ROTATION_UNDER_WAY' || !error.details.retryAt) throw error;
    say('An earlier run has not said that it is through: waiting until it must be, two minutes at most.');
    await sleepUntil(new Date(error.details.retryAt.getTime() + CLOCK_GRAIN), ports);
    return work();
  }
}

export async function sleepUntil(instant: Date, { now, sleep, uses }: RotationPorts): Promise<void> {
  for (let left = Infinity; left > 0; ) {
    left = instant.getTime() - now().getTime();
    if (left <= 0) return;
    await sleep(Math.min(left + SECOND / 10, LONGEST_PAUSE));
    // The clock is the table service's: it is heard with an answer.
    await uses.list('_').catch(() => []);
  }
}
