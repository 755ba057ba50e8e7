import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { errorCodes } from '../../../shared/delivery/error-codes.ts';
import { HOUR, MINUTE } from '../../../shared/duration.ts';
import { classifyGraphFailure } from '../../../shared/services/graph/classify-graph-failure.ts';
import { graphFailures, graphUnlisted } from '../../../shared/services/graph/graph-failures.ts';
import { answer, drafting, meaningOf, now } from './graph-answer.ts';

const operations = [...drafting, 'send'] as const;
const rowsWithSamples = graphFailures.flatMap((row) =>
  row.samples.map((each) => ({ ...each, code: each.code ?? row.code, row })),
);
/** Of an answer nobody wrote the status of, any may come. */
const statusesOf = (status: number | undefined): readonly number[] =>
  status === undefined ? [400, 403, 404, 409] : [status];
const codes = [...graphFailures, ...graphUnlisted].flatMap(({ code }) => (code === undefined ? [] : [code]));
const anyCode = fc.oneof(fc.constant(undefined), fc.constantFrom(...codes), fc.string());
const anyStatus = fc.oneof(
  fc.integer({ min: 100, max: 999 }),
  fc.constantFrom(200, 400, 401, 403, 404, 408, 409, 429, 500, 503, 504, 507, 509),
);

describe('graph failures', () => {
  test.each(rowsWithSamples)(
    '$status $code means $row.means while drafting, as its row says',
    ({ status, code, row }) => {
      for (const each of statusesOf(status))
        for (const operation of drafting) expect(meaningOf(operation, each, code)).toBe(row.means);
    },
  );

  test.each(rowsWithSamples)('$status $code to a send is refused, or in doubt, as its row says', (each) => {
    const { status, code, row } = each;
    for (const seen of statusesOf(status)) {
      const isInDoubt = row.onSend === undefined ? seen >= 500 || seen === 408 : row.onSend === 'unconfirmed';
      expect(meaningOf('send', seen, code)).toBe(isInDoubt ? 'ERR_DELIVERY_UNCONFIRMED' : row.means);
    }
  });

  test('are told apart without regard to letter case', () => {
    expect(meaningOf('send', 403, 'errorquotaexceeded')).toBe('ERR_MAILBOX_FULL');
    expect(meaningOf('send', 404, 'ErrorNonExistentMailBox')).toBe('ERR_MAILBOX_UNKNOWN');
  });

  test('have a known meaning, a sample and its source each, and no row hides behind an earlier one', () => {
    for (const [index, row] of graphFailures.entries()) {
      expect(Object.hasOwn(errorCodes, row.means)).toBe(true);
      expect(row.samples.length).toBeGreaterThan(0);
      for (const { sample, source } of row.samples) expect([sample, source]).not.toContain('');
      expect(row.status !== undefined || row.code !== undefined).toBe(true);
      const earlier = graphFailures.slice(0, index);
      expect(
        earlier.filter(
          ({ status, code }) =>
            (status === undefined || status === row.status) && (code === undefined || code === row.code),
        ),
      ).toEqual([]);
    }
  });

  test('that no row knows are known to have none', () => {
    for (const { status, code } of graphUnlisted)
      expect(graphFailures.some((row) => row.code === code && code !== undefined) || status === undefined).toBe(false);
  });

  test('have a meaning for any status, code and operation', () => {
    fc.assert(
      fc.property(fc.constantFrom(...operations), anyStatus, anyCode, (operation, status, code) => {
        expect(Object.hasOwn(errorCodes, meaningOf(operation, status, code))).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  test('have a meaning for any body', () => {
    fc.assert(
      fc.property(fc.constantFrom(...operations), anyStatus, fc.anything(), (operation, status, body) => {
        const { code } = classifyGraphFailure(operation, { ...answer(status), body }, now);
        expect(Object.hasOwn(errorCodes, code)).toBe(true);
      }),
    );
  });

  test('of a send are never tried again where nothing says that it was refused', () => {
    const refusals = new Set(graphFailures.filter(({ onSend }) => onSend === 'refused').map(({ code }) => code));
    const saysRefused = (code: string | undefined) => [...refusals].some((each) => sameCode(each, code));
    fc.assert(
      fc.property(anyStatus, anyCode, (status, code) => {
        fc.pre(!saysRefused(code));
        const isAmbiguous =
          status < 400 ||
          status >= 500 ||
          status === 408 ||
          ((status === 400 || status === 404) && !code) ||
          (status === 404 && sameCode('ErrorItemNotFound', code));
        fc.pre(isAmbiguous);
        expect(meaningOf('send', status, code)).toBe('ERR_DELIVERY_UNCONFIRMED');
      }),
      { numRuns: 1000 },
    );
  });

  test('are in doubt only where something is sent', () => {
    fc.assert(
      fc.property(fc.constantFrom(...drafting), anyStatus, anyCode, (operation, status, code) => {
        expect(meaningOf(operation, status, code)).not.toBe('ERR_DELIVERY_UNCONFIRMED');
      }),
      { numRuns: 1000 },
    );
  });

  test('with 429 are throttling, whatever the code and the operation', () => {
    fc.assert(
      fc.property(fc.constantFrom(...operations), anyCode, (operation, code) => {
        expect(meaningOf(operation, 429, code)).toBe('ERR_MAILBOX_THROTTLED');
      }),
    );
  });
});

describe('what a graph failure carries', () => {
  test('is status and code, Microsoft’s request id and the instant to come back, and nothing of the message', () => {
    const headers = { 'request-id': 'r-1', 'Retry-After': '120' };
    const { details } = classifyGraphFailure('send', answer(429, 'ApplicationThrottled', headers), now);
    expect(details).toEqual({
      provider: '429 ApplicationThrottled',
      requestId: 'r-1',
      retryAt: new Date('2026-01-01T00:02:00Z'),
    });
  });

  test('is the instant of a date, and no instant where the header is absent or garbage', () => {
    const at = (header: Record<string, string>) =>
      classifyGraphFailure('read', answer(503, undefined, header), now).details.retryAt;
    expect(at({ 'Retry-After': 'Thu, 01 Jan 2026 01:00:00 GMT' })).toEqual(new Date('2026-01-01T01:00:00Z'));
    expect(at({})).toBeUndefined();
    expect(at({ 'Retry-After': 'soon' })).toBeUndefined();
  });

  test.each([503, 509])('says of a send in doubt for %i that the service is busy, and until when', (status) => {
    const failure = classifyGraphFailure('send', answer(status, undefined, { 'Retry-After': '30' }), now);
    expect(failure).toMatchObject({
      code: 'ERR_DELIVERY_UNCONFIRMED',
      details: { isBusy: true, retryAt: new Date('2026-01-01T00:00:30Z') },
    });
    expect(classifyGraphFailure('read', answer(status), now).details.isBusy).toBeUndefined();
  });

  test.each([500, 502, 504, 408, 200])('says of a send in doubt for %i nothing of being busy', (status) => {
    expect(classifyGraphFailure('send', answer(status), now).details).toEqual({ provider: String(status) });
  });

  test.each([
    ['ErrorSubmissionQuotaExceeded', 400, HOUR],
    ['ErrorExceededMessageLimit', 429, HOUR],
    ['ErrorApiQuarantined', 500, HOUR],
    ['ErrorMailboxMoveInProgress', 500, 5 * MINUTE],
  ])('is a pause of the row’s own for %s, unless the service says until when', (code, status, pause) => {
    for (const operation of operations) {
      expect(classifyGraphFailure(operation, answer(status, code), now).details.retryAt).toEqual(
        new Date(now.getTime() + pause),
      );
      expect(
        classifyGraphFailure(operation, answer(status, code, { 'Retry-After': '7' }), now).details.retryAt,
      ).toEqual(new Date('2026-01-01T00:00:07Z'));
    }
  });

  test('says of a mailbox that vanishes at random that it is worth a few tries, and of no other', () => {
    for (const operation of operations)
      for (const { code, row, status } of rowsWithSamples) {
        const { details } = classifyGraphFailure(operation, answer(status ?? 404, code), now);
        expect(details.isFleeting === true).toBe(row.code === 'ErrorNonExistentMailbox');
      }
  });

  test('is, where nobody knows the answer, the sample that the log needs, without a word of Graph’s text', () => {
    const failure = classifyGraphFailure('send', answer(400, 'ErrorNobodyHasSeen'), now);
    expect(failure.cause).toEqual(new Error('Graph answered 400 ErrorNobodyHasSeen to send'));
    expect(classifyGraphFailure('send', answer(403, 'ErrorAccessDenied'), now).cause).toBeUndefined();
  });

  test('cuts a code that has no end', () => {
    const { details } = classifyGraphFailure('read', answer(400, 'E'.repeat(10_000)), now);
    expect(details.provider).toHaveLength(104);
  });

  test.each([
    ['a body that is no object', 'text'],
    ['an error without a code', { error: { message: 'x' } }],
    ['an error of null', { error: null }],
    ['an empty code', { error: { code: '' } }],
    ['a code that is no text', { error: { code: 400 } }],
    ['an error in text', { error: 'bad' }],
  ])('is no reason where there is %s', (_why, body) => {
    const failure = classifyGraphFailure('send', { ...answer(400), body }, now);
    expect(failure).toMatchObject({ code: 'ERR_DELIVERY_UNCONFIRMED', details: { provider: '400' } });
  });
});

const sameCode = (a: string | undefined, b: string | undefined): boolean => a?.toLowerCase() === b?.toLowerCase();
