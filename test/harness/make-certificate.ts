/** A certificate that signed itself, for the tests of credentials: RSA unless said otherwise, valid around the given instant. */
import selfsigned from 'selfsigned';

const DAY = 86_400_000;

interface CertificateOptions {
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  readonly key?: 'rsa' | 'ec';
}

export interface MadeCertificate {
  /** PEM. */
  readonly certificate: string;
  /** PEM, PKCS #8. */
  readonly privateKey: string;
  /** Both, as Key Vault keeps them. */
  readonly pem: string;
}

export async function makeCertificate(now: Date, options: CertificateOptions = {}): Promise<MadeCertificate> {
  const {
    notBefore = new Date(now.getTime() - DAY),
    notAfter = new Date(now.getTime() + 300 * DAY),
    key = 'rsa',
  } = options;
  const kind = key === 'ec' ? ({ keyType: 'ec', curve: 'P-256' } as const) : ({ keySize: 2048 } as const);
  const { cert, private: privateKey } = await selfsigned.generate([{ name: 'commonName', value: 'postbus-test' }], {
    ...kind,
    algorithm: 'sha256',
    notBeforeDate: notBefore,
    notAfterDate: notAfter,
  });
  return { certificate: cert, privateKey, pem: `${privateKey}\n${cert}\n` };
}
