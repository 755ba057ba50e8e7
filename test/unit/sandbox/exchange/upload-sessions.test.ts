import { describe, expect, test } from '@jest/globals';
import { createMovableClock } from '../../../../sandbox/clock.ts';
import { createExchange } from '../../../../sandbox/exchange/exchange.ts';
import { defaultExchangeSettings } from '../../../../sandbox/exchange/exchange-settings.ts';
import { createUploadSessions } from '../../../../sandbox/exchange/upload-sessions.ts';
import { mailbox, makeContent } from './mailbox-fixture.ts';

function setup() {
  const clock = createMovableClock(() => 0);
  const exchange = createExchange({ clock, settings: () => defaultExchangeSettings });
  const draft = exchange.createDraft(mailbox, { content: makeContent(), attachments: [] });
  exchange.stop();
  const file = { name: 'a.pdf', contentType: 'application/pdf', isInline: false, size: 4 };
  const uploads = createUploadSessions(clock);
  return { clock, uploads, open: () => uploads.open(draft, { file, tenant: 'contoso', seconds: 60 }) };
}

describe('upload sessions', () => {
  test('put ranges together in the order they came, each session for itself', () => {
    const { open, uploads } = setup();
    const [one, other] = [open(), open()];
    expect(one.token).not.toBe(other.token);
    const grown = uploads.append(one, Uint8Array.of(1, 2));
    expect(grown.received).toBe(2);
    expect(uploads.find(one.id)?.received).toBe(2);
    expect(uploads.append(grown, Uint8Array.of(3)).received).toBe(3);
    expect([...uploads.bytes(one)]).toEqual([1, 2, 3]);
    expect([...uploads.bytes(other)]).toEqual([]);
  });

  test('are gone once closed, or expired by the clock', () => {
    const { clock, open, uploads } = setup();
    const [one, other] = [open(), open()];
    uploads.close(one);
    expect(uploads.find(one.id)).toBeUndefined();
    clock.advance(59_999);
    expect(uploads.find(other.id)).toMatchObject({ expiresAt: 60_000, mailbox: mailbox.address });
    clock.advance(1);
    expect(uploads.find(other.id)).toBeUndefined();
  });
});
