import { describe, expect, test } from '@jest/globals';
import type { StoredMessage } from '../../../../sandbox/exchange/message-content.ts';
import { previewOf, toFullResource, toResource } from '../../../../sandbox/graph/message-resource.ts';
import { makeContent } from '../exchange/mailbox-fixture.ts';

const property = { id: 'Integer 0x36', value: '2' };

function setup(changes: Partial<StoredMessage> = {}): StoredMessage {
  const content = makeContent({
    internetMessageHeaders: [{ name: 'x-order', value: '1' }],
    singleValueExtendedProperties: [property],
  });
  const at = Date.UTC(2026, 10, 22);
  const times = { createdAt: at, modifiedAt: at, sentAt: undefined };
  const state = { isDraft: true, hasAttachments: false, isSubmitted: false };
  return {
    row: 1,
    id: 'AAMk',
    mailbox: 'noreply@contoso.example',
    folder: 'drafts',
    ...times,
    ...state,
    content,
    ...changes,
  };
}

describe('message resource', () => {
  test('shows neither headers nor extended properties unless they are asked for', () => {
    const shown = toResource(setup());
    expect(shown).not.toHaveProperty('internetMessageHeaders');
    expect(shown).not.toHaveProperty('singleValueExtendedProperties');
    expect(shown).toMatchObject({ subject: 'Hello', isDraft: true, createdDateTime: '2026-11-22T00:00:00Z' });
  });

  test('shows the selected properties and the id', () => {
    const { '@odata.etag': _etag, ...shown } = toResource(setup(), { select: ['subject', 'nonsense'] });
    expect(shown).toEqual({ id: 'AAMk', subject: 'Hello' });
  });

  test('lists x- headers on a draft, and not on the sent copy', () => {
    const select = ['internetMessageHeaders'];
    expect(toResource(setup(), { select })).toHaveProperty('internetMessageHeaders');
    expect(toResource(setup({ isDraft: false }), { select })).not.toHaveProperty('internetMessageHeaders');
  });

  test('lists every header of a message that came from outside', () => {
    const from = { emailAddress: { address: 'postmaster@example.org' } };
    const { content } = setup();
    const received = setup({ isDraft: false, content: { ...content, from } });
    expect(toResource(received, { select: ['internetMessageHeaders'] })).toMatchObject({
      internetMessageHeaders: [{ name: 'x-order', value: '1' }],
    });
  });

  test('expands the extended properties that are asked for, and has no member when there is none', () => {
    const expand = (id: string) => toResource(setup(), { extendedProperties: [id] });
    expect(expand('Integer 0x36')).toMatchObject({ singleValueExtendedProperties: [property] });
    expect(expand('Integer 0x37')).not.toHaveProperty('singleValueExtendedProperties');
  });

  test('shows everything to the page, attachments with their bytes', () => {
    const bytes = Uint8Array.from([104, 105]);
    const attachment = { id: 'a', name: 'a.txt', contentType: 'text/plain', isInline: false, bytes };
    expect(toFullResource(setup({ isDraft: false }), [attachment])).toMatchObject({
      internetMessageHeaders: [{ name: 'x-order', value: '1' }],
      singleValueExtendedProperties: [property],
      attachments: [{ name: 'a.txt', size: 2, contentBytes: 'aGk=' }],
    });
  });

  test('previews HTML as its text', () => {
    const html = '<style>p{}</style><p>Fish &amp;&nbsp;chips</p>\n<script>alert(1)</script><b>now</b>';
    expect(previewOf(makeContent({ body: { contentType: 'html', content: html } }))).toBe('Fish & chips now');
  });
});
