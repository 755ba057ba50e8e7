import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Alert, compareAlerts } from '../../../shared/alert/alert.ts';
import { parseMemo, toMemo } from '../../../shared/alert/mail/memo.ts';
import { renderDigest } from '../../../shared/alert/mail/render-digest.ts';
import { LARGEST_MESSAGE_BYTES } from '../../../shared/message/message-schema.ts';
import { anyAlert } from './alert-arbitrary.ts';

const NOW = new Date('2026-11-22T12:00:00Z');
const way = { through: 'operators', at: NOW, skipped: [{ tenant: 'contoso', because: 'it is <held>' }] };
const batchOf = (alerts: readonly Alert[]) => ({
  id: 'batch-1',
  at: NOW,
  tries: 0,
  alerts: alerts.toSorted(compareAlerts),
});
const alert = (overrides: Partial<Alert> = {}): Alert => ({
  id: 'a',
  kind: 'credential',
  severity: 'critical',
  code: 'ERR_CREDENTIAL_EXPIRED',
  tenant: 'contoso',
  sentence: 'The client secret has expired.',
  remedy: 'Run `postbus secrets rotate contoso`, then wait.',
  owner: 'operator',
  expiresAt: NOW,
  daysLeft: -2,
  raisedAt: NOW,
  ...overrides,
});

/** As a client does that shows no HTML. */
const stripped = (html: string): readonly string[] =>
  html
    .replace(/<title>.*?<\/title>/s, '')
    .replace(/<[^>]+>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

describe('the digest', () => {
  test('can be read with its tags stripped: worst first, what, whose, how long, who acts and what to do', async () => {
    const soon = alert({
      id: 'b',
      severity: 'warning',
      tenant: 'fabrikam',
      daysLeft: 14,
      sentence: 'It expires soon.',
    });
    const { subject, html } = await renderDigest(batchOf([soon, alert()]), way);
    expect(subject).toBe('Postbus: 1 credential has expired, 1 credential expires within 14 days');
    expect(stripped(html)).toEqual([
      '1 credential has expired, 1 credential expires within 14 days',
      'Act at once (1)',
      'contoso: expired 2 days ago (2026-11-22)',
      'The client secret has expired.',
      'Who acts: operator. What to do: Run postbus secrets rotate contoso, then wait.',
      'ERR_CREDENTIAL_EXPIRED',
      'Act soon (1)',
      'fabrikam: expires in 14 days (2026-11-22)',
      'It expires soon.',
      'Who acts: operator. What to do: Run postbus secrets rotate contoso, then wait.',
      'ERR_CREDENTIAL_EXPIRED',
      'Connections that could not send this mail',
      'contoso: it is <held>',
      'Sent by Postbus through the connection operators. Whom it tells is in the settings POSTBUS_ALERT_MAIL_TO and POSTBUS_ALERT_MAIL_CONNECTIONS.',
      'All credentials, with what is left of each: postbus secrets. All alerts: postbus alerts. Batch batch-1.',
    ]);
  });

  test('lets nobody write HTML through a name or an answer', async () => {
    const { html } = await renderDigest(
      batchOf([
        alert({ sentence: '<script>alert(1)</script>', provider: '"><img src=x>', remedy: 'do `<b>` {{ 7 }}' }),
      ]),
      way,
    );
    expect(html).not.toMatch(/<script|<img|<b>/);
    expect(html).toContain('{{ 7 }}');
  });

  test('is the same for the same batch, octet for octet: a repetition is known by that', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyAlert, { minLength: 1, maxLength: 20 }), async (alerts) => {
        expect(await renderDigest(batchOf(alerts), way)).toEqual(await renderDigest(batchOf(alerts), way));
      }),
      { numRuns: 20 },
    );
  });

  test('names all of 500 alerts, and fits into a queue message however odd they are', async () => {
    const odd = '"<&\n€'.repeat(200);
    const alerts = Array.from({ length: 500 }, (_none, index) =>
      alert({ id: `a${index}`, tenant: `t${index}`.padEnd(63, 'x'), sentence: odd, remedy: odd, provider: odd }),
    );
    const { html } = await renderDigest(batchOf(alerts), way);
    for (let index = 0; index < 500; index += 1) expect(html).toContain(`t${index}x`);
    expect(Buffer.byteLength(JSON.stringify({ html }))).toBeLessThan(LARGEST_MESSAGE_BYTES - 10_000);
  });

  test('remembers its way as text', () => {
    expect(parseMemo(toMemo(way))).toEqual(way);
    for (const spoiled of [undefined, '', '{}', 'x', '{"through":1}']) expect(parseMemo(spoiled)).toBeUndefined();
  });
});
