/**
 * The sandbox's own certificate authority and the certificate its HTTPS fakes show.
 * Promises: the authority is made once per data folder and kept, so ca.pem stays valid over restarts; the server's
 * certificate is new at each start and names localhost and 127.0.0.1.
 * Fails when the folder cannot be written.
 */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import selfsigned from 'selfsigned';
import type { TlsIdentity } from './listen.ts';

export interface Certificates {
  readonly caFile: string;
  readonly identity: TlsIdentity;
}

const yearMilliseconds = 365 * 24 * 3_600_000;
const elliptic = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' } as const;

export async function prepareCertificates(dataDirectory: string): Promise<Certificates> {
  const caFile = join(dataDirectory, 'ca.pem');
  const caKeyFile = join(dataDirectory, 'ca-key.pem');
  if (!existsSync(caFile) || !existsSync(caKeyFile)) await writeAuthority(caFile, caKeyFile);
  const ca = { cert: await readFile(caFile, 'utf8'), key: await readFile(caKeyFile, 'utf8') };
  return { caFile, identity: await makeServerIdentity(ca) };
}

async function writeAuthority(caFile: string, caKeyFile: string): Promise<void> {
  // The name is this authority's alone: where two of the same name are trusted, as for two data folders, OpenSSL tries the
  // first one only and reports "certificate signature failure" (seen in our own tests).
  const commonName = `Postbus sandbox authority ${randomBytes(8).toString('hex')}`;
  const made = await selfsigned.generate([{ name: 'commonName', value: commonName }], {
    ...elliptic,
    ...validFor(10),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, critical: true },
    ],
  });
  await writeFile(caKeyFile, made.private, { mode: 0o600 });
  await writeFile(caFile, made.cert);
}

async function makeServerIdentity(ca: TlsIdentity): Promise<TlsIdentity> {
  const made = await selfsigned.generate([{ name: 'commonName', value: 'localhost' }], {
    ...elliptic,
    ...validFor(1),
    ca,
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  return { key: made.private, cert: made.cert };
}

// `days` is ignored by selfsigned 5.5 (tried): the dates are given. One day back, for a clock that was set a little late.
function validFor(years: number): { notBeforeDate: Date; notAfterDate: Date } {
  const now = Date.now();
  return { notBeforeDate: new Date(now - 24 * 3_600_000), notAfterDate: new Date(now + years * yearMilliseconds) };
}
