import { spawnSync } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { makeCertificate, thumbprintOf, toVaultValue } from '../../../../sandbox/app-certificate/make-certificate.ts';

const startsAt = Date.UTC(2026, 0, 1);
const expiresAt = Date.UTC(2027, 0, 1);
// Not a program of this project: where it is not there, nobody needs it.
const openssl = 'openssl';
const hasOpenssl = spawnSync(openssl, ['version']).status === 0;

describe('make certificate', () => {
  test('makes one for RSA whose key belongs to it, valid for the time that was asked, also where that is past', async () => {
    const made = await makeCertificate('postbus-contoso', { startsAt, expiresAt });
    const certificate = new X509Certificate(made.certificate);
    expect(certificate.subject).toBe('CN=postbus-contoso');
    expect(certificate.validFromDate.getTime()).toBe(startsAt);
    expect(certificate.validToDate.getTime()).toBe(expiresAt);
    expect(certificate.publicKey.asymmetricKeyDetails?.modulusLength).toBe(2_048);
    expect(certificate.checkPrivateKey(createPrivateKey(made.privateKey))).toBe(true);
    expect(thumbprintOf(made.certificate)).toMatch(/^[0-9A-F]{64}$/);
  });

  test('gives PEM as the vault does: the key in PKCS #8, then the certificate', async () => {
    const made = await makeCertificate('postbus-contoso', { startsAt, expiresAt });
    const { value, contentType } = toVaultValue(made, 'pem');
    expect(contentType).toBe('application/x-pem-file');
    expect(value.match(/-----BEGIN [A-Z ]+-----/g)).toEqual([
      '-----BEGIN PRIVATE KEY-----',
      '-----BEGIN CERTIFICATE-----',
    ]);
  });

  (hasOpenssl ? test : test.skip)('gives PKCS #12 that openssl opens with the empty password', async () => {
    const made = await makeCertificate('postbus-contoso', { startsAt, expiresAt });
    const { value, contentType } = toVaultValue(made, 'pkcs12');
    expect(contentType).toBe('application/x-pkcs12');
    const flags = ['pkcs12', '-passin', 'pass:', '-nodes'];
    const opened = spawnSync(openssl, flags, { input: Buffer.from(value, 'base64'), encoding: 'utf8' });
    expect(opened.stderr).toBe('');
    expect(new X509Certificate(opened.stdout).fingerprint256).toBe(
      new X509Certificate(made.certificate).fingerprint256,
    );
    const [key = ''] = /-----BEGIN PRIVATE KEY-----[\s\S]+-----END PRIVATE KEY-----/.exec(opened.stdout) ?? [];
    expect(createPrivateKey(key).equals(createPrivateKey(made.privateKey))).toBe(true);
    const damaged = Buffer.from(value, 'base64');
    damaged.writeUInt8(damaged.readUInt8(damaged.length - 60) ^ 1, damaged.length - 60);
    expect(spawnSync(openssl, flags, { input: damaged }).status).not.toBe(0);
  });
});
