/** Messages that keep the contract, of every shape, for the properties. */
import fc from 'fast-check';

const line = (longest: number) =>
  fc.string({ unit: 'grapheme', maxLength: longest }).map((text) => text.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/gu, ''));
const visibleLine = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 20 });

/** The oracle of addresses is a table of its own; here only their place in a message counts. */
const address = fc
  .tuple(fc.stringMatching(/^[a-z][a-z0-9]{0,9}$/), fc.constantFrom('example.org', 'Contoso.example', 'bücher.example'))
  .map(([local, domain]) => `${local}@${domain}`);

const recipient = fc.oneof(
  address,
  address.map((each) => `"Lovelace, Ada" <${each}>`),
  fc.record({ address, name: visibleLine }, { requiredKeys: ['address'] }),
);
const recipients = fc.array(recipient, { maxLength: 4 });

const content = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('base64'));
const contentType = fc.constantFrom('text/plain', 'application/pdf', 'text/plain; charset=utf-8', 'a/b;c="d e"');
const file = fc.record({ name: visibleLine, content, contentType }, { requiredKeys: ['name', 'content'] });
const image = fc.record({ name: visibleLine, content, contentId: fc.uuid(), inline: fc.constant(true) });

const key = (prefix: string) => fc.stringMatching(/^[a-z0-9]{1,8}$/).map((name) => `${prefix}${name}`);
const instant = fc
  .date({ min: new Date('2000-01-01T00:00:00Z'), max: new Date('9998-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString());

const optional = fc.record(
  {
    id: fc.stringMatching(/^[\x21-\x7e]{1,128}$/),
    from: address,
    cc: recipients,
    bcc: recipients,
    replyTo: recipients,
    attachments: fc.array(fc.oneof(file, image), { maxLength: 3 }),
    headers: fc.dictionary(key('x-'), line(20), { maxKeys: 5 }),
    importance: fc.constantFrom('low', 'normal', 'high'),
    categories: fc.array(visibleLine, { maxLength: 3 }),
    receipts: fc.record({ delivery: fc.boolean(), read: fc.boolean() }, { requiredKeys: [] }),
    saveToSentItems: fc.boolean(),
    expiresAt: instant,
    tags: fc.dictionary(key('t'), line(20), { maxKeys: 10 }),
  },
  { requiredKeys: [] },
);

const required = fc.record({
  version: fc.constant(1),
  tenant: fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,20}[a-z0-9])?$/),
  to: fc.array(recipient, { minLength: 1, maxLength: 4 }),
  subject: line(40),
});

const body = fc.oneof(fc.record({ text: fc.string() }), fc.record({ html: fc.string() }));

export const validContent = fc
  .tuple(required, optional, body)
  .map(([first, second, third]): Record<string, unknown> => ({ ...first, ...second, ...third }));

/** One value inside of it replaced by any JSON at all: near the contract, where mistakes hide. */
export const nearlyValidContent = fc
  .tuple(validContent, fc.nat(), fc.jsonValue({ maxDepth: 2 }))
  .map(([content, place, value]) => {
    const keys = Object.keys(content);
    return { ...content, [keys[place % keys.length] ?? 'to']: value };
  });
