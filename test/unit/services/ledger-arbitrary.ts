/** Ledger entries as the flow makes them: a message that is received, then any arrows of the named constructors in a row. */
import fc from 'fast-check';
import { type ErrorCode, errorCodes } from '../../../shared/delivery/error-codes.ts';
import {
  attempting,
  blank,
  cancelled,
  deferred,
  enqueuedAgain,
  type Failure,
  failed,
  type LedgerEntry,
  parked,
  parkedInDoubt,
  received,
  reconciling,
  sent,
  unconfirmed,
} from '../../../shared/delivery/ledger-entry.ts';

type Step = (entry: LedgerEntry) => LedgerEntry;

const instant = fc.date({
  min: new Date('2000-01-01T00:00:00Z'),
  max: new Date('9998-12-31T00:00:00Z'),
  noInvalidDate: true,
});
const id = fc.stringMatching(/^[\x21-\x7e]{1,128}$/);
const tenant = fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,20}[a-z0-9])?$/);
const fingerprint = fc.stringMatching(/^[0-9a-f]{32}$/);
const tags = fc.dictionary(fc.stringMatching(/^[A-Za-z][\w-]{0,10}$/), fc.string({ unit: 'grapheme' }), {
  maxKeys: 10,
});
const text = fc.string({ unit: 'grapheme' });

const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(errorCodes, code);
const code = fc.constantFrom(...Object.keys(errorCodes).filter(isErrorCode));
const problem = fc.record({ path: text, sentence: text });

const failure: fc.Arbitrary<Failure> = fc.record(
  { code, because: code, provider: text, requestId: text, problems: fc.array(problem, { maxLength: 5 }) },
  { requiredKeys: ['code'] },
);

const facts = fc.record({
  mailbox: fc.emailAddress(),
  plan: fc.constantFrom('draft' as const, 'direct' as const),
  internetMessageId: text,
  settleMs: fc.nat(),
});
const deferral = fc.record(
  { failure, notBefore: instant, copy: fc.nat(), spendsAttempt: fc.boolean(), draftId: text },
  { requiredKeys: ['failure', 'notBefore', 'copy', 'spendsAttempt'] },
);
const look = fc.record({ failure, lookAt: instant, copy: fc.nat(), looks: fc.nat() });

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(facts, instant).map(
    ([each, now]): Step =>
      (entry) =>
        attempting(entry, each, now),
  ),
  instant.map(
    (now): Step =>
      (entry) =>
        reconciling(entry, 120_000, now),
  ),
  fc.tuple(fc.option(text, { nil: undefined }), instant).map(
    ([requestId, now]): Step =>
      (entry) =>
        sent(entry, requestId, now),
  ),
  fc.tuple(failure, instant).map(
    ([each, now]): Step =>
      (entry) =>
        failed(entry, each, now),
  ),
  fc.tuple(failure, instant).map(
    ([each, now]): Step =>
      (entry) =>
        parked(entry, each, now),
  ),
  fc.tuple(failure, instant, instant).map(
    ([each, lookAt, now]): Step =>
      (entry) =>
        parkedInDoubt(entry, each, { lookAt, now }),
  ),
  instant.map(
    (now): Step =>
      (entry) =>
        cancelled(entry, now),
  ),
  fc.tuple(deferral, instant).map(
    ([each, now]): Step =>
      (entry) =>
        deferred(entry, each, now),
  ),
  fc.tuple(look, instant).map(
    ([each, now]): Step =>
      (entry) =>
        unconfirmed(entry, each, now),
  ),
  fc.constant<Step>(enqueuedAgain),
);

const start = fc
  .record({
    tenant,
    id,
    fingerprint,
    firstReceivedAt: instant,
    now: instant,
    tags,
    expiresAt: instant,
    isBlank: fc.boolean(),
  })
  .map(({ isBlank, tenant: of, id: named, tags: labels, expiresAt, ...rest }): LedgerEntry => {
    if (isBlank) return blank(of, named, rest);
    const message = { ...nothing, tenant: of, id: named, tags: labels, expiresAt };
    return received(message, rest);
  });

const nothing = {
  to: [{ address: 'ada@example.org' }],
  cc: [],
  bcc: [],
  replyTo: [],
  subject: '',
  body: { contentType: 'text' as const, content: '' },
  attachments: [],
  headers: {},
  importance: 'normal' as const,
  categories: [],
  receipts: { delivery: false, read: false },
  saveToSentItems: true,
};

export const ledgerEntry: fc.Arbitrary<LedgerEntry> = fc
  .tuple(start, fc.array(step, { maxLength: 6 }))
  .map(([first, steps]) => steps.reduce((entry, apply) => apply(entry), first));
