import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { openPkcs12 } from '../../../shared/services/key-vault/open-pkcs12.ts';
import { parseCertificate } from '../../../shared/tenant/parse-certificate.ts';

const fixture = (name: string): string =>
  readFileSync(new URL(`../../fixtures/pkcs12/${name}.p12`, import.meta.url)).toString('base64');

const reading = async (name: string) => parseCertificate((await openPkcs12(fixture(name))) ?? '');

describe('openPkcs12', () => {
  test.each([
    ['aes-256', '370BC0A8'],
    ['rc2-40', '370BC0A8'],
    ['triple-des', '370BC0A8'],
    ['not-encrypted', '370BC0A8'],
    ['chain', 'B2A96E56'],
  ])('opens %s, and changes no byte of the certificate', async (name, thumbprint) => {
    expect(await reading(name)).toMatchObject({
      ok: true,
      certificate: { thumbprint: expect.stringMatching(`^${thumbprint}[0-9A-F]{56}$`) },
    });
  });

  test.each([
    ['elliptic-curve', /key of the kind ec/],
    ['without-key', /without its private key/],
  ])('hands %s on, so that it can be said what is wrong', async (name, sentence) => {
    expect(await reading(name)).toMatchObject({ ok: false, problem: { sentence: expect.stringMatching(sentence) } });
  });

  test('opens nothing with a password, and nothing that is none', async () => {
    for (const each of [fixture('with-password'), fixture('aes-256').slice(0, 900), 'abc8Q~hunter2', '', 'AAAA'])
      await expect(openPkcs12(each)).resolves.toBeUndefined();
  });
});
