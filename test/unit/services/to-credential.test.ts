import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { toCredential } from '../../../shared/services/key-vault/to-credential.ts';
import { makeCertificate } from '../../harness/make-certificate.ts';

const NOW = new Date('2026-11-22T12:00:00Z');
const EXPIRES = new Date('2027-01-01T00:00:00Z');

const stored = (value: string, expiresOn?: Date) => ({
  name: 'a',
  value,
  properties: { name: 'a', vaultUrl: 'https://vault', version: 'v1', ...(expiresOn ? { expiresOn } : {}) },
});

const secretOf = (value: string, expiresOn?: Date) =>
  toCredential({ credential: 'client-secret' }, stored(value, expiresOn), NOW);
const certificateOf = (value: string, now = NOW) => toCredential({ credential: 'certificate' }, stored(value), now);

describe('toCredential', () => {
  test('takes a client secret with the expiry that the vault tells', async () => {
    await expect(secretOf('abc8Q~value', EXPIRES)).resolves.toMatchObject({
      kind: 'client-secret',
      secret: 'abc8Q~value',
      version: 'v1',
      expiresAt: EXPIRES,
    });
    expect(await secretOf('abc8Q~value')).not.toHaveProperty('expiresAt');
  });

  test('takes a certificate with the expiry that it tells itself', async () => {
    const { pem } = await makeCertificate(NOW, { notAfter: EXPIRES });
    expect(await certificateOf(pem)).toMatchObject({ kind: 'certificate', version: 'v1', expiresAt: EXPIRES });
  });

  test('takes a certificate as PKCS #12 too, whatever its content type says', async () => {
    const file = readFileSync(new URL('../../fixtures/pkcs12/rc2-40.p12', import.meta.url)).toString('base64');
    expect(await certificateOf(file, new Date('2028-01-01T00:00:00Z'))).toMatchObject({ kind: 'certificate' });
  });

  test('tells two certificates apart, and the same one not, by the fingerprint', async () => {
    const [one, other] = [await makeCertificate(NOW), await makeCertificate(NOW)];
    const prints = await Promise.all([one, one, other].map(async ({ pem }) => (await certificateOf(pem)).fingerprint));
    expect(prints[0]).toBe(prints[1]);
    expect(prints[0]).not.toBe(prints[2]);
  });

  test.each([
    ['an empty value', ''],
    ['the id instead of the value', '0f8fad5b-d9cb-469f-a165-70867728950e'],
    ['a value with a space', 'abc8Q~value '],
  ])('refuses %s as a client secret, and does not repeat it', async (_what, value) => {
    const error = await secretOf(value).catch((each: unknown) => each);
    expect(error).toMatchObject({ code: 'ERR_CREDENTIAL_UNUSABLE' });
    if (value) expect(JSON.stringify(error)).not.toContain(value);
  });

  test('refuses as a certificate what is none, and one before its time', async () => {
    const { pem, certificate } = await makeCertificate(NOW);
    const code = 'ERR_CREDENTIAL_UNUSABLE';
    await expect(certificateOf('abc8Q~value')).rejects.toMatchObject({ code });
    await expect(certificateOf(certificate)).rejects.toMatchObject({ code });
    await expect(certificateOf(pem, new Date('2026-11-20T00:00:00Z'))).rejects.toMatchObject({
      code,
      details: { provider: 'The certificate is not valid before 2026-11-21T12:00:00.000Z.' },
    });
  });

  test('calls an expired certificate expired, so that nobody looks for another cause', async () => {
    const { pem } = await makeCertificate(NOW, { notAfter: NOW });
    await expect(certificateOf(pem)).rejects.toMatchObject({ code: 'ERR_CREDENTIAL_EXPIRED' });
  });
});
