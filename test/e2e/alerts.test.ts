/** An alert, from `postbus alerts test` through the running app to the receiver of webhooks and the mailbox of who is on call. */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type RunningPostbus, startPostbus } from '../harness/start-postbus.ts';
import { runCli } from '../integration/cli-run.ts';

jest.setTimeout(120_000);

let postbus: RunningPostbus;

beforeAll(async () => {
  postbus = await startPostbus();
}, 60_000);

afterAll(() => postbus?.stop());

interface Delivery {
  readonly signature: string;
  readonly json: object;
}

const deliveries = async (): Promise<readonly Delivery[]> =>
  (await postbus.sandbox.control<{ deliveries: readonly Delivery[] }>('webhooks')).deliveries;
const post = (path: string, body: object = {}) => postbus.sandbox.control(path, { method: 'POST', body });

/** As the timer does each minute. */
async function tell(): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${postbus.product.port}/admin/functions/tell-alerts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"input":""}',
  });
  expect(answer.status).toBe(202);
}

/** The command waits for the app, and the app is told to look each second instead of each minute. */
async function testAlerts(...flags: readonly string[]) {
  const hurry = setInterval(() => void tell().catch(() => undefined), 1000);
  try {
    return await runCli(['alerts', 'test', '--wait', '60', ...flags], postbus.sandbox.settings);
  } finally {
    clearInterval(hurry);
  }
}

describe('an alert', () => {
  test('is told by log, webhook and mail, and `postbus alerts test` sees each', async () => {
    const { out, err, exitCode } = await testAlerts();
    expect([exitCode, out]).toEqual([0, 'told by log, webhook, mail\n']);
    expect(err).toMatch(/✓ log/);
    expect(err).toMatch(/✓ mail: sent through operators/);
    expect(await deliveries()).toContainEqual(
      expect.objectContaining({ signature: 'valid', json: expect.objectContaining({ type: 'postbus.alerts' }) }),
    );
    const { accepted } = await postbus.sandbox.control<{ accepted: readonly { internetMessageId: string }[] }>(
      'accepted',
    );
    expect(accepted.length).toBeGreaterThan(0);
    expect(new Set(accepted.map(({ internetMessageId }) => internetMessageId)).size).toBe(accepted.length);
    expect(postbus.output()).toContain('"name":"alert-raised"');
  });

  test('that the webhook does not take is told by the others, with what to do, and the command fails', async () => {
    await post('faults', {
      service: 'webhook',
      operation: 'receive',
      count: 1,
      effect: { kind: 'respond', status: 404 },
    });
    const { json, exitCode } = await testAlerts('--json');
    expect(exitCode).toBe(1);
    expect(json()).toMatchObject({
      told: ['log', 'mail'],
      failed: ['webhook'],
      routes: {
        webhook: {
          sentence: expect.stringContaining('(404'),
          remedy: expect.stringContaining('POSTBUS_ALERT_WEBHOOK_URL'),
        },
      },
    });
    expect(JSON.stringify(json())).not.toContain('/webhook/alerts');
    expect(postbus.output()).not.toContain('/webhook/alerts');
    const list = await runCli(['alerts'], postbus.sandbox.settings);
    expect(list.out).toMatch(/ALERT_WEBHOOK_FAILED/);
    expect(list.out).toMatch(/webhook {2}The receiver at http:\/\/[^ ]+ knows nothing at this address/);
  });
});
