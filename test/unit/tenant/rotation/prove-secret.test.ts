import { describe, expect, test } from '@jest/globals';
import { deliveryError, isDeliveryError } from '../../../../shared/delivery/delivery-error.ts';
import { MINUTE, SECOND } from '../../../../shared/duration.ts';
import { PATIENCE, proveSecret, toCredential } from '../../../../shared/tenant/rotation/prove-secret.ts';
import { createRotationWorld } from '../../../harness/memory/rotation-world.ts';

const LONGEST_PAUSE = 15 * SECOND;

/** An Entra ID that takes so long to answer, and refuses so long. */
function setup({ callMs, refusesMs }: { readonly callMs: number; readonly refusesMs: number }) {
  const world = createRotationWorld();
  const begun = world.clock.now.getTime();
  const tokens = {
    drop: () => {},
    acquire: async () => {
      world.pass(callMs);
      if (world.clock.now.getTime() - begun < refusesMs) throw deliveryError('ERR_CREDENTIAL_REFUSED');
      return 'token';
    },
  };
  const prove = async (): Promise<string> => {
    try {
      return await proveSecret(
        world.connection(),
        toCredential('value'),
        { patienceMs: PATIENCE.entra },
        { ...world.ports, tokens },
      );
    } catch (error) {
      return isDeliveryError(error) ? error.code : String(error);
    }
  };
  return { prove, tookMs: () => world.clock.now.getTime() - begun };
}

describe('the proof of a secret', () => {
  test.each([
    [0, 0],
    [0, 100 * SECOND],
    [10 * SECOND, 60 * SECOND],
  ])(
    'with calls of %d ms is given when it was accepted for as long as it was refused: %d ms',
    async (callMs, refusesMs) => {
      const { prove, tookMs } = setup({ callMs, refusesMs });
      expect(await prove()).toBe('token');
      expect(tookMs()).toBeGreaterThanOrEqual(2 * (refusesMs - callMs - LONGEST_PAUSE));
      expect(tookMs()).toBeLessThan(4 * MINUTE);
    },
  );

  test.each([
    [0, 10 * MINUTE],
    [20 * SECOND, 115 * SECOND],
    [25 * SECOND, 10 * MINUTE],
    [14 * SECOND, 119 * SECOND],
  ])(
    'with calls of %d ms ends within four and a half minutes, whatever is refused: %d ms',
    async (callMs, refusesMs) => {
      const { prove, tookMs } = setup({ callMs, refusesMs });
      expect(['token', 'ERR_NEW_SECRET_REFUSED']).toContain(await prove());
      expect(tookMs()).toBeLessThan(4 * MINUTE + 30 * SECOND);
    },
  );
});
