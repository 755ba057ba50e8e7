import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { messageSchema } from '../../../shared/message/message-schema.ts';
import { parseMessage } from '../../../shared/message/parse-message.ts';
import { sendEmailSchema, sendEmailSchemaText } from '../../../tools/write-schema.ts';
import { nearlyValidContent, validContent } from './message-arbitrary.ts';
import { received, valid } from './queue-message.ts';

const contractPage = readFileSync('docs/message-contract.md', 'utf8');
const examples = [...contractPage.matchAll(/```json\n(.*?)```/gs)].map(([, json]): unknown => JSON.parse(json ?? ''));

/** Strict: an unknown keyword or format in the published schema is an error of its own. */
function setup() {
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true });
  addFormats.default(ajv);
  return { isValid: ajv.compile(sendEmailSchema()) };
}

const image = { name: 'a.png', content: 'AAAA', contentId: 'a', inline: true };

const bad: readonly (readonly [why: string, changes: object])[] = [
  ['another version', { version: 2 }],
  ['a version in text', { version: '1' }],
  ['no tenant', { tenant: undefined }],
  ['a tenant in capitals', { tenant: 'Contoso' }],
  ['an id with a blank', { id: 'order 1' }],
  ['an id of 129 characters', { id: 'i'.repeat(129) }],
  ['no recipient', { to: undefined }],
  ['empty lists of recipients', { to: [], cc: [], bcc: [] }],
  ['a recipient alone and not in a list', { to: 'ada@example.org' }],
  ['a recipient without an address', { to: [{ name: 'Ada' }] }],
  ['a recipient with a property too many', { to: [{ address: 'ada@example.org', type: 'to' }] }],
  ['no subject', { subject: undefined }],
  ['a subject of 999 characters', { subject: 's'.repeat(999) }],
  ['no body', { text: undefined }],
  ['two bodies', { html: '<p>' }],
  ['a misspelt property', { cC: [] }],
  ['an attachment that is no base64', { attachments: [{ name: 'a', content: 'not base64' }] }],
  ['an attachment without a name', { attachments: [{ name: '', content: '' }] }],
  ['a media type without a slash', { attachments: [{ name: 'a', content: '', contentType: 'pdf' }] }],
  ['a header of the system', { headers: { Bcc: 'eve@example.org' } }],
  ['six headers', { headers: { 'x-1': '', 'x-2': '', 'x-3': '', 'x-4': '', 'x-5': '', 'x-6': '' } }],
  ['eleven tags', { tags: Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`t${index}`, ''])) }],
  ['an unknown importance', { importance: 'urgent' }],
  ['26 categories', { categories: Array.from({ length: 26 }, String) }],
  ['a receipt in text', { receipts: { delivery: 'yes' } }],
  ['an expiry without a zone', { expiresAt: '2026-12-31T12:00:00' }],
  ['an expiry on a day that does not exist', { expiresAt: '2026-02-30T12:00:00Z' }],
];

describe('published schema', () => {
  test('is the one in docs/', () => {
    expect(readFileSync('docs/send-email.schema.json', 'utf8')).toBe(sendEmailSchemaText());
  });

  test('takes every example of the contract’s page and its own, and so does Postbus', () => {
    const { isValid } = setup();
    const { examples: own } = sendEmailSchema();

    const all = [...examples, ...(Array.isArray(own) ? own : [])];

    expect(all.length).toBeGreaterThanOrEqual(3);
    for (const example of all) {
      expect({ isValid: isValid(example), errors: isValid.errors }).toEqual({ isValid: true, errors: null });
      expect(parseMessage(received(example, { messageId: undefined }))).toMatchObject({ kind: 'message' });
    }
  });

  test('is named in one example with every property of the contract', () => {
    const named = new Set(examples.flatMap((example) => Object.keys(Object(example))));

    expect(named).toEqual(new Set(Object.keys(messageSchema.shape)));
  });

  test.each(bad)('refuses %s, and so does Postbus', (_why, changes) => {
    const { isValid } = setup();
    const content: unknown = JSON.parse(JSON.stringify({ ...valid, ...changes }));

    expect(isValid(content)).toBe(false);
    expect(parseMessage(received(content)).kind).not.toBe('message');
  });

  test('takes what stands at each limit, and so does Postbus', () => {
    const { isValid } = setup();
    const content = {
      ...valid,
      id: 'i'.repeat(128),
      subject: 's'.repeat(998),
      headers: Object.fromEntries(Array.from({ length: 5 }, (_, index) => [`x-${index}`, 'v'.repeat(995)])),
      tags: Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`t${index}`, 'v'.repeat(256)])),
      categories: Array.from({ length: 25 }, (_, index) => String(index).padEnd(255, 'c')),
      attachments: [image],
    };

    expect({ isValid: isValid(content), errors: isValid.errors }).toEqual({ isValid: true, errors: null });
    expect(parseMessage(received(content))).toMatchObject({ kind: 'message' });
  });

  test('takes whatever Postbus takes', () => {
    const { isValid } = setup();
    fc.assert(
      fc.property(fc.oneof(validContent, nearlyValidContent), (content) => {
        const json: unknown = JSON.parse(JSON.stringify(content));
        fc.pre(messageSchema.safeParse(json).success);
        expect({ isValid: isValid(json), errors: isValid.errors }).toEqual({ isValid: true, errors: null });
      }),
    );
  });
});
