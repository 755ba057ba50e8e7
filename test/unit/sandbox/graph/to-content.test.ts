import { describe, expect, test } from '@jest/globals';
import { messageSchema, parseJson } from '../../../../sandbox/graph/message-json.ts';
import { changeContent, toDraft } from '../../../../sandbox/graph/to-content.ts';
import { mailbox } from '../exchange/mailbox-fixture.ts';

const draftOf = (json: unknown) => toDraft(parseJson(JSON.stringify(json), messageSchema), mailbox);

describe('to content', () => {
  test('fills what is not given: sender, Message-ID, importance', () => {
    const { content } = draftOf({ subject: 'Hi' });
    expect(content).toMatchObject({ subject: 'Hi', importance: 'normal', body: { contentType: 'text', content: '' } });
    expect(content.from.emailAddress).toEqual({ name: 'Contoso', address: 'noreply@contoso.example' });
    expect(content.internetMessageId).toMatch(/^<[0-9a-f-]{36}@contoso\.example>$/);
  });

  test('keeps a Message-ID that is given', () => {
    expect(draftOf({ internetMessageId: '<own@contoso.example>' }).content.internetMessageId).toBe(
      '<own@contoso.example>',
    );
  });

  test('normalises the ids of extended properties', () => {
    const { content } = draftOf({ singleValueExtendedProperties: [{ id: 'Integer 0x0036', value: '2' }] });
    expect(content.singleValueExtendedProperties).toEqual([{ id: 'Integer 0x36', value: '2' }]);
  });

  test('takes a body type in any case and an importance as Graph spells it', () => {
    const { content } = draftOf({ body: { contentType: 'HTML', content: '<p>' }, importance: 'High' });
    expect(content).toMatchObject({ body: { contentType: 'html' }, importance: 'high' });
  });

  test('takes five x- headers and refuses the sixth', () => {
    const headers = (count: number) => [...Array(count).keys()].map((number) => ({ name: `x-${number}`, value: '' }));
    expect(draftOf({ internetMessageHeaders: headers(5) }).content.internetMessageHeaders).toHaveLength(5);
    expect(() => draftOf({ internetMessageHeaders: headers(6) })).toThrow('less than or equal to 5');
  });

  test.each(['Reply-To', 'x-', 'x-a b', 'x-a:'])('refuses the header name %j', (name) => {
    expect(() => draftOf({ internetMessageHeaders: [{ name, value: '1' }] })).toThrow(`should start with 'x-'`);
  });

  test('decodes attachments and refuses what is not base64 or has no type', () => {
    const file = { '@odata.type': '#microsoft.graph.fileAttachment', name: 'a', contentBytes: 'aGk=' };
    expect([...(draftOf({ attachments: [file] }).attachments[0]?.bytes ?? [])]).toEqual([104, 105]);
    expect(() => draftOf({ attachments: [{ ...file, contentBytes: 'a?' }] })).toThrow('Edm.Binary');
    expect(() => draftOf({ attachments: [{ name: 'a', contentBytes: 'aGk=' }] })).toThrow(
      `'contentBytes' does not exist on type 'microsoft.graph.attachment'`,
    );
  });

  test('refuses a property that a message does not have, by its name', () => {
    expect(() => draftOf({ subjekt: 'Hi' })).toThrow(`The property 'subjekt' does not exist`);
    expect(() => draftOf({ toRecipients: [{ address: 'a@b.example' }] })).toThrow(`'toRecipients.0`);
  });

  test('changes what a patch names, and nothing else', () => {
    const { content } = draftOf({ subject: 'Hi', categories: ['a'], isReadReceiptRequested: true });
    const changed = changeContent(content, { subject: null, importance: 'low' });
    expect(changed).toEqual({ ...content, subject: '', importance: 'low' });
  });
});
