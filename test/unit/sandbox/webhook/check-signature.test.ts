import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkSignature } from '../../../../sandbox/webhook/check-signature.ts';
import { makeWebhookKey } from '../../../../sandbox/webhook/webhook-key.ts';

const now = Date.UTC(2026, 10, 22, 12);
const key = makeWebhookKey();

/** As the specification describes a sender. */
function sign(body: string, { at = now, by = key, id = 'batch-1' } = {}) {
  const timestamp = String(Math.floor(at / 1_000));
  const secret = Buffer.from(by.replace('whsec_', ''), 'base64');
  const signature = `v1,${createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  return { id, timestamp, signature, body: Buffer.from(body) };
}

const check = (delivery: Parameters<typeof checkSignature>[0]) => checkSignature(delivery, { key, now });

describe('checkSignature', () => {
  test('finds the example of the specification valid', () => {
    const delivery = {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      timestamp: '1614265330',
      signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
      body: Buffer.from('{"test": 2432232314}'),
    };
    const known = { key: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', now: 1_614_265_330_000 };
    expect(checkSignature(delivery, known)).toEqual({ signature: 'valid' });
  });

  test('finds any body valid that was signed with the key, and nothing else', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (body, other) => {
        const signed = sign(body);
        expect(check(signed)).toEqual({ signature: 'valid' });
        const verdict = check({ ...signed, body: Buffer.from(other) });
        expect(verdict.signature).toBe(body === other ? 'valid' : 'wrong');
      }),
    );
  });

  test.each([
    ['another key', sign('{}', { by: makeWebhookKey() }), /no signature fits/],
    ['another id', { ...sign('{}'), id: 'batch-2' }, /no signature fits/],
    ['another time', { ...sign('{}'), timestamp: '1' }, /no signature fits/],
    ['no id', { ...sign('{}'), id: undefined }, /webhook-id/],
    ['no time', { ...sign('{}'), timestamp: undefined }, /webhook-timestamp/],
    ['a signature cut short', { ...sign('{}'), signature: 'v1,AAAA' }, /no signature fits/],
    ['a time six minutes ago', sign('{}', { at: now - 6 * 60_000 }), /five minutes/],
    ['a time in six minutes', sign('{}', { at: now + 6 * 60_000 }), /five minutes/],
  ])('calls wrong what has %s, and says so', (_case, delivery, problem) => {
    expect(check(delivery)).toEqual({ signature: 'wrong', problem: expect.stringMatching(problem) });
  });

  test('takes the one that fits of several signatures, as during a change of the key', () => {
    const { signature: older } = sign('{}', { by: makeWebhookKey() });
    const delivery = sign('{}');
    expect(check({ ...delivery, signature: `${older} ${delivery.signature} v1a,AAAA` }).signature).toBe('valid');
  });

  test('tells what is not signed from what it cannot check', () => {
    expect(check({ ...sign('{}'), signature: undefined }).signature).toBe('missing');
    expect(check({ ...sign('{}'), signature: 'v1a,AAAA' }).signature).toBe('unchecked');
  });
});
