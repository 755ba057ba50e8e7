import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatLog } from '../../../shared/log/format-log.ts';
import { redact, redactAddress } from '../../../shared/log/redact.ts';

const base64Url = (text: string): string => Buffer.from(text).toString('base64url');

const word = fc.stringMatching(/^[A-Za-z0-9_-]{16,40}$/);
/** Entra ID makes secrets of these characters. */
const secret = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_~.-]{20,40}$/);
const key = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('base64'));
const jwt = fc
  .tuple(word, word, word)
  .map(([kid, oid, signature]) => [base64Url(`{"kid":"${kid}"}`), base64Url(`{"oid":"${oid}"}`), signature].join('.'));
const noise = fc.string({ unit: fc.constantFrom(..."ab ,;:=.'()[]") });

/** Wherever text comes from, it is logged like this. */
const logged = (text: string): string =>
  formatLog({ event: 'PB2001', name: 'unknown-failure', level: 'error', fields: { sample: text } });

/** Each way a secret turns up in an error. */
const carriers: readonly ((secret: string) => string)[] = [
  (each) => `client_secret=${each}&grant_type=client_credentials`,
  (each) => `clientSecret: '${each}'`,
  (each) => JSON.stringify({ client_secret: each, scope: 'x' }),
  (each) => JSON.stringify(JSON.stringify({ body: { password: each } })),
  (each) => `{ secret: ${each} }`,
  (each) => `client_assertion=${each}`,
  (each) => `{"access_token":"${each}"}`,
  (each) => `https://host/path?sv=1&sig=${each}`,
];

const keyCarriers: readonly ((key: string) => string)[] = [
  (each) => `Endpoint=sb://ns.example/;SharedAccessKeyName=Root;SharedAccessKey=${each}`,
  (each) => `AccountName=postbus;AccountKey=${each};TableEndpoint=http://127.0.0.1`,
];

describe('redact', () => {
  test('lets no token survive, wherever it stands', () => {
    fc.assert(
      fc.property(noise, jwt, noise, (before, token, after) => {
        for (const text of [`${before}${token} ${after}`, `Bearer ${token}`, JSON.stringify({ token, after })]) {
          expect(redact(text)).not.toContain(token);
          expect(logged(text)).not.toContain(token.split('.')[1]);
        }
      }),
    );
  });

  test('lets no opaque token survive after its scheme', () => {
    fc.assert(
      fc.property(secret, (token) => {
        expect(logged(`Authorization: Bearer ${token}`)).not.toContain(token);
      }),
    );
  });

  test('lets no secret survive, however it is carried', () => {
    fc.assert(
      fc.property(noise, secret, fc.constantFrom(...carriers), (before, each, carry) => {
        expect(redact(`${before} ${carry(each)}`)).not.toContain(each);
        expect(logged(`${before} ${carry(each)}`)).not.toContain(each);
      }),
    );
  });

  test('lets no key of a connection string survive, and leaves the names', () => {
    fc.assert(
      fc.property(key, fc.constantFrom(...keyCarriers), (each, carry) => {
        expect(logged(carry(each))).not.toContain(each);
        expect(logged(carry(each))).toMatch(/Key=\[secret\]/);
      }),
    );
  });

  test('takes a secret with blanks whole where it stands in quotes', () => {
    expect(redact('{"password":"correct horse battery","user":"x"}')).toBe('{"password":"[secret]","user":"x"}');
  });

  test('leaves of an address its first letter and its domain', () => {
    expect(redact('550 <ada.lovelace+x@example.org> refused')).toBe('550 <a…@example.org> refused');
    expect(redact("o'brien@example.org, jürgen@bücher.example and ada@例え.テスト")).toBe(
      'o…@example.org, j…@bücher.example and a…@例え.テスト',
    );
    expect(redactAddress('ada.lovelace@example.org')).toBe('a…@example.org');
  });

  test('lets no local part of an address survive', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{6,12}$/), noise, (local, around) => {
        expect(logged(`${around} ${local}@contoso.example ${around}`)).not.toContain(local);
      }),
    );
  });

  test('leaves a line of JSON a line of JSON', () => {
    fc.assert(
      fc.property(noise, secret, fc.constantFrom(...carriers), (before, each, carry) => {
        expect(JSON.parse(logged(`${before} ${carry(each)}`))).toMatchObject({ event: 'PB2001' });
      }),
    );
  });

  test('leaves alone what is no secret', () => {
    const text = '{"code":"ERR_CREDENTIAL_MISSING","secretName":"contoso-mail","at":"2026-01-01T00:00:00Z","ip":"a@b"}';

    expect(redact(text)).toBe(text);
  });

  test('says nothing new the second time', () => {
    fc.assert(
      fc.property(secret, fc.constantFrom(...carriers), (each, carry) => {
        expect(redact(redact(carry(each)))).toBe(redact(carry(each)));
      }),
    );
  });

  test('lets no address of a webhook survive beyond its host, and no signing key', () => {
    fc.assert(
      fc.property(word, key, (secret, bytes) => {
        const addresses = [
          `https://hooks.slack.com/services/T0/B0/${secret}`,
          `https://contoso.webhook.office.com/webhookb2/${secret}@x/IncomingWebhook/y`,
          `https://prod-1.westeurope.logic.azure.com:443/workflows/${secret}/triggers/manual/paths/invoke?sig=${secret}`,
          `https://default0.1.environment.api.powerplatform.com:443/powerautomate/automations/direct/workflows/${secret}/x`,
        ];
        for (const address of addresses) {
          expect(logged(`POST ${address} failed`)).not.toContain(secret);
          expect(redact(address)).toContain(new URL(address).hostname);
        }
        expect(logged(`the key whsec_${bytes} is wrong`)).not.toContain(bytes);
      }),
    );
  });
});
