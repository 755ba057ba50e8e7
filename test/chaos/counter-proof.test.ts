/** That the proof can fail: a product that never looks what became of a send in doubt must be found to send twice. */
import { describe, expect, test } from '@jest/globals';
import { buildChaos } from './build-chaos.ts';
import { crashScenarios } from './crash-scenarios.ts';
import { tourCrashes } from './crash-tour.ts';
import { runStorm } from './storm.ts';

const MINUTES = 60_000;
const SENDS = new Set(['mailboxes.sendDraft', 'mailboxes.sendDirect']);
const SEEDS = [1, 2, 3, 4, 5, 6];

describe('without reconcile', () => {
  test(
    'a crash after each way to send, and each answer that is lost, sends twice',
    async () => {
      const app = await buildChaos({ withoutReconcile: true });
      const scenarios = crashScenarios.filter(({ name }) =>
        /^a (draft that is sent|message that is sent|sent .* without)/.test(name),
      );
      const isWanted = ({ name, phase }: { name: string; phase: string }): boolean =>
        SENDS.has(name) && phase === 'after';
      const { verdicts } = await tourCrashes({ app, scenarios, isWanted });
      // In the rehearsal two answers are lost; then an instance crashes after each of the two ways to send.
      expect(verdicts).toEqual({ 'sent once': 2, twice: 4 });
    },
    3 * MINUTES,
  );

  test(
    'some storm sends twice',
    async () => {
      const app = await buildChaos({ withoutReconcile: true });
      for (const seed of SEEDS) {
        const { verdicts } = await runStorm({ seed, app, messages: 120, kills: 8 });
        if (verdicts.twice > 0) return;
      }
      throw new Error(`None of the seeds ${SEEDS.join(', ')} sent anything twice.`);
    },
    8 * MINUTES,
  );
});
