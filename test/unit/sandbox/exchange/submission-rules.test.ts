import { describe, expect, test } from '@jest/globals';
import type { Recipient } from '../../../../sandbox/exchange/message-content.ts';
import { findSubmissionProblem } from '../../../../sandbox/exchange/submission-rules.ts';
import { mailbox, makeContent } from './mailbox-fixture.ts';

const to = (...addresses: string[]): Recipient[] => addresses.map((address) => ({ emailAddress: { address } }));

describe('submission rules', () => {
  test('accept the mailbox itself and its alias as sender', () => {
    expect(findSubmissionProblem(makeContent(), mailbox)).toBeUndefined();
    expect(
      findSubmissionProblem(makeContent({ from: { emailAddress: { address: 'ALIAS@contoso.example' } } }), mailbox),
    ).toBeUndefined();
  });

  test.each(['from', 'sender'] as const)('refuse another address in %s', (property) => {
    const [other] = to('ceo@contoso.example');
    expect(findSubmissionProblem(makeContent({ [property]: other }), mailbox)).toEqual({ kind: 'sendAsDenied' });
  });

  test('refuse a message without recipients', () => {
    expect(findSubmissionProblem(makeContent({ toRecipients: [] }), mailbox)).toEqual({ kind: 'noRecipients' });
  });

  test.each(['nobody', 'a b@example.org', 'a@b', '@example.org', 'a@@example.org', 'a@example..org', ''])(
    'refuse the whole message for the recipient %j',
    (address) => {
      const content = makeContent({ toRecipients: to('ada@example.org'), bccRecipients: to(address) });
      expect(findSubmissionProblem(content, mailbox)).toEqual({ kind: 'unresolvedRecipient', name: address });
    },
  );

  test.each(['ada+tag@example.org', '"a b"@example.org', 'jörg@bücher.example', "o'neil@example.co.uk"])(
    'accept %s',
    (address) => {
      expect(findSubmissionProblem(makeContent({ toRecipients: to(address) }), mailbox)).toBeUndefined();
    },
  );

  test('accept 500 recipients over to, cc and bcc, and not 501', () => {
    const many = (count: number) => to(...[...Array(count).keys()].map((number) => `a${number}@example.org`));
    const content = makeContent({ toRecipients: many(200), ccRecipients: many(200), bccRecipients: many(100) });
    expect(findSubmissionProblem(content, mailbox)).toBeUndefined();
    const oneMore = { ...content, bccRecipients: many(101) };
    expect(findSubmissionProblem(oneMore, mailbox)).toEqual({ kind: 'tooManyRecipients' });
  });
});
