import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Alert } from '../../../shared/alert/alert.ts';
import type { AlertBatch } from '../../../shared/alert/alert-route.ts';
import { classifyAnswer } from '../../../shared/alert/webhook/classify-answer.ts';
import { toJsonBody } from '../../../shared/alert/webhook/json-body.ts';
import { webhookHeaders } from '../../../shared/alert/webhook/sign-webhook.ts';
import { toSlackBody } from '../../../shared/alert/webhook/slack-body.ts';
import { toTeamsBody } from '../../../shared/alert/webhook/teams-body.ts';
import { anyAlert } from './alert-arbitrary.ts';

const NOW = new Date('2026-11-22T12:00:00.999Z');
const batchOf = (alerts: readonly Alert[]): AlertBatch => ({ id: 'batch-1', at: NOW, tries: 0, alerts });
const many = fc.array(anyAlert, { minLength: 1, maxLength: 80 });
const alert = (overrides: Partial<Alert> = {}): Alert => ({
  id: 'a',
  kind: 'credential',
  severity: 'warning',
  code: 'ERR_CREDENTIAL_EXPIRED',
  sentence: 'It expires.',
  remedy: 'Run `postbus secrets rotate contoso`.',
  owner: 'operator',
  raisedAt: NOW,
  ...overrides,
});

describe('a webhook', () => {
  test('is signed as Standard Webhooks say: id, seconds and body under the key behind whsec_', () => {
    const secret = Buffer.alloc(32, 3);
    const headers = webhookHeaders('{"a":"ü"}', { id: 'batch-1', sentAt: NOW }, `whsec_${secret.toString('base64')}`);
    const expected = createHmac('sha256', secret).update('batch-1.1795348800.{"a":"ü"}', 'utf8').digest('base64');
    expect(headers).toEqual({
      'webhook-id': 'batch-1',
      'webhook-timestamp': '1795348800',
      'webhook-signature': `v1,${expected}`,
    });
  });

  test('has the signature of the published example', () => {
    // The example that the libraries of Standard Webhooks are tested with.
    const body = '{"test": 2432232314}';
    const mark = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', sentAt: new Date(1_614_265_330_000) };
    expect(webhookHeaders(body, mark, 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')['webhook-signature']).toBe(
      'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    );
  });

  test('without a key has an id and no signature', () => {
    expect(Object.keys(webhookHeaders('{}', { id: 'batch-1', sentAt: NOW }, undefined))).toEqual([
      'webhook-id',
      'webhook-timestamp',
    ]);
  });

  test('of our own shape holds every alert whole', () => {
    const whole = alert({
      tenant: 'contoso',
      mailbox: 'a@contoso.example',
      expiresAt: NOW,
      daysLeft: 3,
      provider: 'x',
    });
    expect(toJsonBody(batchOf([whole]))).toEqual({
      id: 'batch-1',
      type: 'postbus.alerts',
      sentAt: '2026-11-22T12:00:00.999Z',
      counts: { critical: 0, error: 0, warning: 1, info: 0 },
      alerts: [{ ...whole, expiresAt: '2026-11-22T12:00:00.999Z', raisedAt: '2026-11-22T12:00:00.999Z' }],
    });
  });

  test('for Teams is a message with one Adaptive Card, small enough whatever it is about', () => {
    fc.assert(
      fc.property(many, (alerts) => {
        const body = toTeamsBody(batchOf(alerts));
        expect(body).toMatchObject({
          type: 'message',
          attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: { type: 'AdaptiveCard' } }],
        });
        expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThanOrEqual(20 * 1024);
      }),
      { numRuns: 50 },
    );
  });

  test('for Teams shows the worst twenty, says how many more there are, and keeps underscores from being Markdown', () => {
    const text = JSON.stringify(
      toTeamsBody(batchOf(Array.from({ length: 30 }, (_none, index) => alert({ id: `a${index}` })))),
    );
    expect(text.match(/"Container"/g)).toHaveLength(20);
    expect(text).toContain('and 10 more');
    expect(text).toContain('ERR\\\\_CREDENTIAL\\\\_EXPIRED');
  });

  test('for Slack keeps its limits whatever it is about, and wakes nobody by a name', () => {
    fc.assert(
      fc.property(many, (alerts) => {
        const body = toSlackBody(batchOf(alerts.map((each) => ({ ...each, sentence: `${each.sentence}<!channel>` }))));
        const { blocks }: { readonly blocks: readonly { readonly text: { readonly text: string } }[] } = JSON.parse(
          JSON.stringify(body),
        );
        expect(blocks.length).toBeLessThanOrEqual(50);
        expect(blocks[0]?.text.text.length).toBeLessThanOrEqual(150);
        for (const { text } of blocks) expect(text.text.length).toBeLessThanOrEqual(3000);
        expect(JSON.stringify(blocks).length).toBeLessThanOrEqual(12_000);
        expect(JSON.stringify(body)).not.toContain('<!channel>');
      }),
      { numRuns: 50 },
    );
  });

  test.each([
    [200, undefined],
    [202, undefined],
    [
      302,
      {
        isFleeting: false,
        sentence: 'The receiver at https://r.example redirects elsewhere, which is not followed (302).',
      },
    ],
    [400, { isFleeting: false, remedy: expect.stringContaining('POSTBUS_ALERT_WEBHOOK_SHAPE') }],
    [401, { isFleeting: false, remedy: expect.stringContaining('POSTBUS_ALERT_WEBHOOK_KEY') }],
    [403, { isFleeting: false, remedy: expect.stringContaining('POSTBUS_ALERT_WEBHOOK_KEY') }],
    [404, { isFleeting: false, remedy: expect.stringContaining('POSTBUS_ALERT_WEBHOOK_URL') }],
    [408, { isFleeting: true }],
    [410, { isFleeting: false, remedy: expect.stringContaining('POSTBUS_ALERT_WEBHOOK_URL') }],
    [429, { isFleeting: true }],
    [500, { isFleeting: true }],
    [503, { isFleeting: true }],
    [600, { isFleeting: false }],
  ])('that is answered %s', (status, expected) => {
    const failure = classifyAnswer({ status }, 'https://r.example');
    if (expected) expect(failure).toMatchObject(expected);
    else expect(failure).toBeUndefined();
  });
});
