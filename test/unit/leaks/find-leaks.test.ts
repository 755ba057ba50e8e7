import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { findLeaks } from '../../leaks/find-leaks.ts';

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const random = (bytes: number): string => randomBytes(bytes).toString('base64url');
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

const planted: readonly (readonly [kind: string, text: string])[] = [
  [
    'a token',
    `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode({ aud: 'https://graph.microsoft.com' })}.${random(32)}`,
  ],
  ['a client secret', `abc8Q~${random(30).slice(0, 34)}`],
  ['a private key', String(privateKey.export({ type: 'pkcs8', format: 'pem' }))],
  ['a private key', String(privateKey.export({ type: 'pkcs1', format: 'pem' }))],
  ['a key or certificate', privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64')],
  ['a storage or queue key', `AccountName=acme;AccountKey=${randomBytes(64).toString('base64')};`],
  ['a storage or queue key', `SharedAccessKeyName=Root;SharedAccessKey=${randomBytes(32).toString('base64')}`],
  ['a webhook key', `whsec_${randomBytes(24).toString('base64')}`],
  ['a signature that opens something', `https://acme.logic.azure.com/workflows/1?sp=x&sig=${random(32)}`],
  ['a token in a header', `{"authorization":"Bearer 0.${random(60)}1"}`],
];

const harmless: readonly string[] = [
  'Authorization: Bearer [token]',
  'AccountKey=[secret];EndpointSuffix=core.windows.net',
  'the header eyJ is how a token begins',
  'AADSTS7000215: Invalid client secret provided. Trace ID: 0b7e4a52-0000-4000-8000-000000000000',
  'client-request-id 7c1d2a34-0000-4000-8000-000000000000, fingerprint 3f9a01bc',
];

describe('the search of all output for secrets', () => {
  test.each(planted)('finds %s, and its line, in the middle of others', (kind, text) => {
    const lines = findLeaks(`first\n{"message":"before ${text} after"}\nlast`);
    expect(lines).toContainEqual({ kind, line: 2 });
  });

  test.each(planted)('finds %s in JSON that was put into JSON as text', (kind, text) => {
    expect(findLeaks(JSON.stringify({ error: JSON.stringify({ text }) })).map((leak) => leak.kind)).toContain(kind);
  });

  test.each(harmless)('finds nothing in: %s', (text) => {
    expect(findLeaks(text)).toEqual([]);
  });
});
