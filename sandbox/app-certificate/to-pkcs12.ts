/**
 * A certificate with its key as PKCS #12 without a password, which is how Key Vault hands out a certificate of that content type.
 * Key and certificate are encrypted with AES (PBES2), the whole is sealed with HMAC-SHA-256: what today's tools write and read.
 * Written out here, because no library of the project makes such files and Node reads neither them nor a password that is empty elsewhere.
 */
import {
  createCipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  pbkdf2Sync,
  randomBytes,
  X509Certificate,
} from 'node:crypto';
import { integer, nothing, objectId, octets, sequence, set, tagged, taggedOctets } from './der.ts';

const ids = {
  data: '1.2.840.113549.1.7.1',
  encryptedData: '1.2.840.113549.1.7.6',
  keyBag: '1.2.840.113549.1.12.10.1.2',
  certificateBag: '1.2.840.113549.1.12.10.1.3',
  x509: '1.2.840.113549.1.9.22.1',
  localKeyId: '1.2.840.113549.1.9.21',
  pbes2: '1.2.840.113549.1.5.13',
  pbkdf2: '1.2.840.113549.1.5.12',
  hmacSha256: '1.2.840.113549.2.9',
  aes256: '2.16.840.1.101.3.4.1.42',
  sha256: '2.16.840.1.101.3.4.2.1',
} as const;

const iterations = 2_048;

/** Both in PEM. */
export function toPkcs12(privateKey: string, certificate: string): Buffer {
  const { raw } = new X509Certificate(certificate);
  const keyId = createHash('sha1').update(raw).digest();
  const shroudedKey = createPrivateKey(privateKey).export({
    type: 'pkcs8',
    format: 'der',
    cipher: 'aes-256-cbc',
    passphrase: '',
  });
  const certificates = sequence(bag(ids.certificateBag, sequence(objectId(ids.x509), tagged(octets(raw))), keyId));
  const keys = sequence(bag(ids.keyBag, shroudedKey, keyId));
  const safe = sequence(encryptedContent(certificates), plainContent(keys));
  return sequence(integer(3), plainContent(safe), seal(safe));
}

function bag(id: string, value: Buffer, keyId: Buffer): Buffer {
  // The same id on both says which key belongs to which certificate.
  return sequence(objectId(id), tagged(value), set(sequence(objectId(ids.localKeyId), set(octets(keyId)))));
}

function plainContent(content: Buffer): Buffer {
  return sequence(objectId(ids.data), tagged(octets(content)));
}

function encryptedContent(content: Buffer): Buffer {
  const [salt, vector] = [randomBytes(16), randomBytes(16)];
  const cipher = createCipheriv('aes-256-cbc', pbkdf2Sync('', salt, iterations, 32, 'sha256'), vector);
  const encrypted = Buffer.concat([cipher.update(content), cipher.final()]);
  const derivation = sequence(octets(salt), integer(iterations), sequence(objectId(ids.hmacSha256), nothing));
  const algorithm = sequence(
    objectId(ids.pbes2),
    sequence(sequence(objectId(ids.pbkdf2), derivation), sequence(objectId(ids.aes256), octets(vector))),
  );
  const info = sequence(objectId(ids.data), algorithm, taggedOctets(encrypted));
  return sequence(objectId(ids.encryptedData), tagged(sequence(integer(0), info)));
}

function seal(safe: Buffer): Buffer {
  const salt = randomBytes(16);
  const mac = createHmac('sha256', deriveMacKey(salt)).update(safe).digest();
  const digest = sequence(sequence(objectId(ids.sha256), nothing), octets(mac));
  return sequence(digest, octets(salt), integer(iterations));
}

/** RFC 7292, appendix B, for one block: the password is the empty string, of which its terminating zero is left. */
function deriveMacKey(salt: Buffer): Buffer {
  const blockBytes = 64;
  const purpose = Buffer.alloc(blockBytes, 3);
  const password = Buffer.alloc(blockBytes);
  const salted = Buffer.alloc(blockBytes, salt);
  let key = createHash('sha256')
    .update(Buffer.concat([purpose, salted, password]))
    .digest();
  for (let round = 1; round < iterations; round += 1) key = createHash('sha256').update(key).digest();
  return key;
}
