import { createHash, X509Certificate } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseCertificate } from '../../../shared/tenant/parse-certificate.ts';
import { makeCertificate } from '../../harness/make-certificate.ts';

const NOW = new Date('2026-11-22T12:00:00Z');

const problemOf = (pem: string): string => {
  const reading = parseCertificate(pem);
  return reading.ok ? 'none' : reading.problem.sentence;
};

describe('parseCertificate', () => {
  test('tells key, thumbprints and validity window, whichever comes first', async () => {
    const { certificate, privateKey } = await makeCertificate(NOW, { notAfter: new Date('2027-06-30T08:30:00Z') });
    for (const pem of [`${certificate}\n${privateKey}`, `Bag Attributes\n${privateKey}\n${certificate}`]) {
      const reading = parseCertificate(pem);
      if (!reading.ok) throw new Error(reading.problem.sentence);
      const der = new X509Certificate(certificate).raw;
      expect(reading.certificate).toMatchObject({
        thumbprint: createHash('sha256').update(der).digest('hex').toUpperCase(),
        portalThumbprint: createHash('sha1').update(der).digest('hex').toUpperCase(),
        notBefore: new Date('2026-11-21T12:00:00Z'),
        notAfter: new Date('2027-06-30T08:30:00Z'),
      });
      expect(reading.certificate.privateKey).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
    }
  });

  test('takes the certificate of a chain that the key belongs to', async () => {
    const [leaf, authority] = [await makeCertificate(NOW), await makeCertificate(NOW)];
    const reading = parseCertificate(`${leaf.privateKey}\n${authority.certificate}\n${leaf.certificate}`);
    expect(reading).toMatchObject({
      ok: true,
      certificate: { thumbprint: new X509Certificate(leaf.certificate).fingerprint256.replaceAll(':', '') },
    });
  });

  test('names what is wrong with the others', async () => {
    const [one, other] = [await makeCertificate(NOW), await makeCertificate(NOW)];
    const elliptic = await makeCertificate(NOW, { key: 'ec' });
    const broken = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';
    expect(problemOf('')).toMatch(/holds no certificate/);
    expect(problemOf('a client secret')).toMatch(/holds no certificate/);
    expect(problemOf(one.privateKey)).toMatch(/holds no certificate/);
    expect(problemOf(one.certificate)).toMatch(/without its private key/);
    expect(problemOf(`${one.privateKey}\n${other.certificate}`)).toMatch(/does not belong to its private key/);
    expect(problemOf(`${one.privateKey}\n${broken}`)).toMatch(/cannot be read/);
    expect(problemOf(`${one.privateKey.replace(/\n.{20}/, '\n')}\n${one.certificate}`)).toMatch(
      /key that cannot be read/,
    );
    expect(problemOf(elliptic.pem)).toMatch(/key of the kind ec/);
  });

  test('never throws, and never repeats a part of what it was given', async () => {
    const { pem } = await makeCertificate(NOW);
    const damaged = fc
      .tuple(fc.nat({ max: pem.length }), fc.nat({ max: 80 }), fc.string())
      .map(([at, length, instead]) => pem.slice(0, at) + instead + pem.slice(at + length));
    fc.assert(
      fc.property(damaged, (text) => {
        const reading = parseCertificate(text);
        if (!reading.ok) expect(reading.problem.sentence).toMatch(/^The certificate [\w :,-]+\.$/);
      }),
    );
  });
});
