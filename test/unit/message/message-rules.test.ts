import { describe, expect, test } from '@jest/globals';
import { parseMessage } from '../../../shared/message/parse-message.ts';
import { parsedWith, problemsWith, receivedText, valid } from './queue-message.ts';

const addresses = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `reader-${index}@example.org`);

const file = { name: 'a.pdf', content: 'AAAA' };
const image = { ...file, inline: true, contentId: 'logo' };

describe('rules of a message', () => {
  test('let 500 recipients pass and not 501', () => {
    const most = { to: addresses(400), cc: addresses(500).slice(400) };

    expect(problemsWith(most)).toEqual([]);
    expect(problemsWith({ ...most, bcc: ['one-more@example.org'] })).toEqual([
      expect.stringMatching(/^\$ must have at most 500 recipients/),
    ]);
  });

  test('count a recipient once, wherever and however it is written', () => {
    const bcc = addresses(500).map((address) => ({ address: address.toUpperCase(), name: 'Again' }));

    expect(problemsWith({ to: addresses(500), bcc })).toEqual([]);
  });

  test('merge duplicates into the first place in the order to, cc, bcc, and keep its name', () => {
    const { message } = parsedWith({
      bcc: ['ADA@example.org', 'carl@example.org', 'bob@example.org'],
      cc: ['Bob <bob@example.org>', 'bob@EXAMPLE.org', 'ada@example.org'],
      to: ['Ada <Ada@example.org>', 'ada@Example.org'],
    });

    expect(message).toMatchObject({
      to: [{ address: 'Ada@example.org', name: 'Ada' }],
      cc: [{ address: 'bob@example.org', name: 'Bob' }],
      bcc: [{ address: 'carl@example.org' }],
    });
  });

  test('want a recipient, and take one in bcc alone', () => {
    expect(problemsWith({ to: [] })).toEqual([expect.stringMatching(/^\$ must have at least one recipient/)]);
    expect(problemsWith({ to: [], bcc: ['ada@example.org'] })).toEqual([]);
  });

  test('are silent about a missing recipient where a list is none', () => {
    expect(problemsWith({ to: 'ada@example.org' })).toEqual(['$.to must be an array']);
  });

  test('want one body, and say why not two', () => {
    expect(problemsWith({ text: undefined })).toEqual(['$ must have a body: give "text" or "html"']);
    expect(problemsWith({ html: '<p>' })).toEqual([
      expect.stringMatching(/^\$\.text must not stand beside "html": Microsoft Graph sends one body/),
    ]);
    expect(problemsWith({ text: '' })).toEqual([]);
  });

  test('let five headers pass and not six, nor one name in two spellings', () => {
    const five = { 'x-1': '', 'x-2': '', 'x-3': '', 'x-4': '', 'X-5': '' };

    expect(problemsWith({ headers: five })).toEqual([]);
    expect(problemsWith({ headers: { ...five, 'x-6': '' } })).toEqual([
      expect.stringMatching(/^\$\.headers must be at most 5/),
    ]);
    expect(problemsWith({ headers: { 'x-a': '1', 'X-A': '2' } })).toEqual([
      expect.stringMatching(/^\$\.headers must not name one header twice/),
    ]);
  });

  test.each(['Subject', 'bcc', 'x-', 'x-a b', 'x-a:', 'x-ä', 'y-x-a', ''])('refuse the header name %j', (name) => {
    expect(problemsWith({ headers: { [name]: 'v' } })).toEqual([expect.stringMatching(/is not a header name/)]);
  });

  test.each(['a\r\nBcc: eve@example.org', 'a\n', '\0', 'a\u2028b', '\ud800', 'v'.repeat(996)])(
    'refuse the header value %j',
    (value) => {
      expect(problemsWith({ headers: { 'x-a': value } })).toHaveLength(1);
    },
  );

  test('want a contentId for each inline attachment, and none twice', () => {
    expect(problemsWith({ attachments: [image, { ...image, contentId: 'foot' }] })).toEqual([]);
    expect(problemsWith({ attachments: [{ ...file, inline: true }] })).toHaveLength(1);
    expect(problemsWith({ attachments: [image, { ...image, contentId: 'LOGO' }] })).toHaveLength(1);
    expect(problemsWith({ attachments: [{ ...image, contentId: '<logo>' }] })).toHaveLength(1);
  });

  test.each(['text/plain', 'image/svg+xml', 'application/vnd.ms-excel', 'text/plain; charset=utf-8', 'a/b;c="d; e"'])(
    'take the media type %s',
    (contentType) => {
      expect(problemsWith({ attachments: [{ ...file, contentType }] })).toEqual([]);
    },
  );

  test.each([
    '',
    'pdf',
    'text/',
    '/plain',
    'text/plain;',
    'text/plain; x',
    'text/plain\r\nBcc: e',
    'a/b; c="d',
    'a /b',
  ])('refuse the media type %j', (contentType) => {
    expect(problemsWith({ attachments: [{ ...file, contentType }] })).toHaveLength(1);
  });

  // An ambiguous pattern took half a minute for 30 parameters, twice as long for each further one; 26 end a failing run soon.
  test('refuse a media type of many parameters in a moment', () => {
    const started = performance.now();

    expect(problemsWith({ attachments: [{ ...file, contentType: `a/b${'; a=b'.repeat(26)}\u0001` }] })).toHaveLength(1);
    expect(performance.now() - started).toBeLessThan(1000);
  });

  test('refuse a file name whose letters a hidden character turns around', () => {
    expect(problemsWith({ attachments: [{ ...file, name: 'invoice\u202efdp.exe' }] })).toEqual([
      '$.attachments[0].name must not hold invisible characters',
    ]);
  });

  test.each(['AAA', 'A', 'AA==A', 'AA AA', 'AAAA\n', 'AA-_', '===='])('refuse %j as base64', (content) => {
    expect(problemsWith({ attachments: [{ ...file, content }] })).toHaveLength(1);
  });

  test('let ten tags pass and not eleven', () => {
    const tags = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`t${index}`, '']));

    expect(problemsWith({ tags: tags(10) })).toEqual([]);
    expect(problemsWith({ tags: tags(11) })).toEqual(['$.tags must be at most ten tags']);
  });

  test.each(['0001-01-01T00:00:00Z', '1999-12-31T23:59:59Z', '9999-12-31T23:59:59-23:59'])(
    'refuse the expiry %s, which table storage could not keep',
    (expiresAt) => {
      expect(problemsWith({ expiresAt })).toEqual(['$.expiresAt must be an instant in the years 2000 to 9998']);
    },
  );

  test('refuse a sender with a name, and take the address alone', () => {
    expect(problemsWith({ from: 'Contoso <noreply@contoso.example>' })).toEqual([
      '$.from must be a plain address: the mailbox has its own display name',
    ]);
    expect(problemsWith({ from: 'noreply@contoso.example' })).toEqual([]);
  });

  test.each(['subject', 'categories', 'tags'])('let no line break into %s, and any emoji', (property) => {
    const holding = (text: string): object =>
      ({ subject: { subject: text }, categories: { categories: [text] }, tags: { tags: { t: text } } })[property] ?? {};

    expect(problemsWith(holding('a\nb'))).toHaveLength(1);
    expect(problemsWith(holding('👩‍👩‍👧 می‌نا'))).toEqual([]);
  });

  test.each(['$', '$.to[0]', '$.receipts', '$.attachments[0]', '$.headers', '$.tags'])(
    'refuse __proto__ in %s instead of losing it',
    (path) => {
      const polluted = '{"__proto__":{"isAdmin":true}}';
      const places: Readonly<Record<string, string>> = {
        '$.to[0]': '"to":[{"address":"ada@example.org","__proto__":{"isAdmin":true}}]',
        '$.receipts': `"receipts":${polluted}`,
        '$.attachments[0]': '"attachments":[{"name":"a","content":"","__proto__":{"isAdmin":true}}]',
        '$.headers': `"headers":${polluted}`,
        '$.tags': `"tags":${polluted}`,
      };
      const text = JSON.stringify(valid).replace('}', `,${places[path] ?? '"__proto__":{"isAdmin":true}'}}`);

      expect(parseMessage(receivedText(text))).toMatchObject({
        kind: 'invalid',
        problems: expect.arrayContaining([expect.objectContaining({ path: `${path}.__proto__` })]),
      });
      expect(Object.hasOwn(Object.prototype, 'isAdmin')).toBe(false);
    },
  );

  test('refuse keys that every object has as strictly as any other', () => {
    for (const key of ['constructor', 'toString', 'hasOwnProperty'])
      expect(problemsWith({ [key]: 1 })).toEqual([expect.stringMatching(/is not part of the contract/)]);
    expect(parsedWith({ tags: { constructor: 'x' } }).message.tags).toEqual({ constructor: 'x' });
  });
});
