import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addressKey, domainOf, parseNamedRecipient, parseRecipient } from '../../../shared/message/address.ts';

const local64 = 'a'.repeat(64);

const good: readonly (readonly [text: string, address: string, name: string | undefined])[] = [
  ['ada@example.org', 'ada@example.org', undefined],
  [' ada@example.org ', 'ada@example.org', undefined],
  ['<ada@example.org>', 'ada@example.org', undefined],
  ['Ada <ada@example.org>', 'ada@example.org', 'Ada'],
  ['Ada Lovelace <ada@example.org>', 'ada@example.org', 'Ada Lovelace'],
  ['Zoë Müller <zoe@example.org>', 'zoe@example.org', 'Zoë Müller'],
  ['"ada@work" <ada@example.org>', 'ada@example.org', 'ada@work'],
  ['"Lovelace, Ada (home)" <ada@example.org>', 'ada@example.org', 'Lovelace, Ada (home)'],
  ['"She said \\"hi\\"" <ada@example.org>', 'ada@example.org', 'She said "hi"'],
  ['ada+orders@example.org', 'ada+orders@example.org', undefined],
  ["o'brien@example.org", "o'brien@example.org", undefined],
  ["!#$%&'*+-/=?^_`{|}~@example.org", "!#$%&'*+-/=?^_`{|}~@example.org", undefined],
  ['Ada@Example.ORG', 'Ada@example.org', undefined],
  ['ada@bücher.example', 'ada@xn--bcher-kva.example', undefined],
  ['ada@例え.テスト', 'ada@xn--r8jz45g.xn--zckzah', undefined],
  ['jürgen@example.org', 'jürgen@example.org', undefined],
  ['ada@a-b.c-d.example.co.uk', 'ada@a-b.c-d.example.co.uk', undefined],
  [`${local64}@example.org`, `${local64}@example.org`, undefined],
];

const bad: readonly (readonly [why: string, text: string, sentence: RegExp])[] = [
  ['nothing', '', /not one e-mail address/],
  ['a word', 'ada', /not one e-mail address/],
  ['two addresses', 'ada@example.org, grace@example.org', /not one e-mail address/],
  ['two addresses with a semicolon', 'ada@example.org; grace@example.org', /not one e-mail address/],
  ['no domain', 'ada@', /not one e-mail address/],
  ['nothing before the @', '@example.org', /not one e-mail address/],
  ['two dots', 'a..b@example.org', /not one e-mail address/],
  ['a dot at the start', '.a@example.org', /not one e-mail address/],
  ['a dot at the end of the local part', 'a.@example.org', /not one e-mail address/],
  ['two @', 'a@b@example.org', /not one e-mail address/],
  ['an unquoted name with a dot', 'Dr. Ada <ada@example.org>', /quotes around a name/],
  ['an unclosed bracket', 'Ada <ada@example.org', /not one e-mail address/],
  ['a domain without a dot', 'ada@localhost', /no valid domain/],
  ['a domain literal', 'ada@[192.0.2.1]', /no valid domain|not one e-mail address/],
  ['an IP address', 'ada@192.0.2.1', /no valid domain/],
  ['an underscore in the domain', 'ada@exa_mple.org', /no valid domain/],
  ['a hyphen at a label’s end', 'ada@example-.org', /no valid domain/],
  ['a label of 64 characters', `ada@${'a'.repeat(64)}.org`, /no valid domain/],
  ['a top level of digits', 'ada@example.123', /no valid domain/],
  ['a group', 'team: ada@example.org, grace@example.org;', /group|not one e-mail address/],
  ['a comment', 'ada@example.org (Ada)', /comment/],
  ['a comment after a name', 'Ada (work) <ada@example.org>', /comment/],
  ['a quoted local part', '"ada lovelace"@example.org', /quoted local part/],
  ['65 characters before the @', `${local64}a@example.org`, /more than 64/],
  [
    '255 characters',
    `a@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(62)}.example`,
    /longer than 254/,
  ],
  ['an injected header', 'ada@example.org\r\nBcc: eve@example.org', /control or invisible/],
  ['a line feed in the name', '"Ada\nBcc: eve@example.org" <ada@example.org>', /control or invisible/],
  ['a NUL', 'ada\0@example.org', /control or invisible/],
  ['a tab', 'ada\t@example.org', /control or invisible/],
  ['a zero-width space', 'ada\u200b@example.org', /control or invisible/],
  ['a zero-width space in the domain', 'ada@exam\u200bple.org', /control or invisible/],
  ['a right-to-left override in the name', '"Ada \u202egro" <ada@example.org>', /control or invisible/],
  ['a line separator', 'ada@example.org\u2028', /control or invisible/],
  ['a lone surrogate', 'ada\ud800@example.org', /control or invisible/],
  ['a name of 257 characters', `"${'n'.repeat(257)}" <ada@example.org>`, /longer than 256/],
  ['text without end', `${'('.repeat(2000)}`, /longer than 600/],
];

describe('address', () => {
  test.each(good)('takes %s', (text, address, name) => {
    expect(parseRecipient(text)).toEqual({ ok: true, recipient: name === undefined ? { address } : { address, name } });
  });

  test.each(bad)('refuses %s', (_why, text, sentence) => {
    expect(parseRecipient(text)).toEqual({ ok: false, sentence: expect.stringMatching(sentence) });
  });

  test('takes a name beside the address, with any visible character and no quotes', () => {
    expect(parseNamedRecipient('ada@example.org', 'Lovelace, "Ada" <x@y>')).toEqual({
      ok: true,
      recipient: { address: 'ada@example.org', name: 'Lovelace, "Ada" <x@y>' },
    });
  });

  test('leaves an empty name out', () => {
    expect(parseNamedRecipient('ada@example.org', '')).toEqual({ ok: true, recipient: { address: 'ada@example.org' } });
  });

  test('refuses two names, and a name with a line break', () => {
    expect(parseNamedRecipient('Ada <ada@example.org>', 'Ada')).toMatchObject({
      ok: false,
      sentence: expect.stringMatching(/holds a name/),
    });
    expect(parseNamedRecipient('ada@example.org', 'Ada\r\nBcc: eve@example.org')).toMatchObject({ ok: false });
  });

  test('has one key for all spellings of a mailbox, and knows its domain', () => {
    expect(addressKey('Ada@Example.ORG')).toBe(addressKey('ada@example.org'));
    expect(domainOf('"a@b"@example.org')).toBe('example.org');
  });

  test('never throws, and what it takes it takes again unchanged', () => {
    const hostile = fc.string({ unit: fc.constantFrom(...'ab@.<>"\\(),;:[] é\u200b\n\ud800') });
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string({ unit: 'binary' }), fc.emailAddress()), (text) => {
        const parsed = parseRecipient(text);
        if (!parsed.ok) return;
        expect(parseRecipient(parsed.recipient.address)).toEqual({
          ok: true,
          recipient: { address: parsed.recipient.address },
        });
      }),
    );
  });

  test('takes at most a moment for any text that is short enough to be looked at', () => {
    for (const part of ['(', '"', '\\', '<', 'a.', 'a@b.example,', '@', ' ', '[', '"a"', '("']) {
      const started = performance.now();
      parseRecipient(part.repeat(800 / part.length));
      expect(performance.now() - started).toBeLessThan(1000);
    }
  });
});
