import { describe, expect, test } from '@jest/globals';
import { withDeadline } from '../../../shared/deadline.ts';
import { deliveryError } from '../../../shared/delivery/delivery-error.ts';
import { type ErrorCode, errorCodes } from '../../../shared/delivery/error-codes.ts';
import {
  classifyGraphFailure,
  classifyNoAnswer,
  type GraphOperation,
} from '../../../shared/services/graph/classify-graph-failure.ts';
import { graphFailures } from '../../../shared/services/graph/graph-failures.ts';

const now = new Date('2026-01-01T00:00:00Z');
const drafting: readonly GraphOperation[] = ['create-draft', 'read', 'delete-draft'];

const answer = (status: number, code?: string, headers: Record<string, string> = {}) => ({
  status,
  headers: new Headers(headers),
  body: code === undefined ? undefined : { error: { code, message: 'a message nobody may rely on' } },
});

const meaningOf = (operation: GraphOperation, status: number, code?: string): ErrorCode =>
  classifyGraphFailure(operation, answer(status, code), now).code;

/** What `fetch` throws: the reason is the cause of a TypeError. */
const fetchFailed = (code: string): Error =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(), { code }) });

/** The status of a row that gives none, from its sample; 400 where the sample has none either. */
const statusOf = ({ status, sample }: (typeof graphFailures)[number]): number =>
  status ?? Number(/^\d{3}/.exec(sample)?.[0] ?? 400);

describe('graph failures', () => {
  test.each(graphFailures.map((row) => [row.code ?? 'any code', statusOf(row), row] as const))(
    '%s with %i means what its row says, and on send it is unconfirmed where the message may have been sent',
    (code, status, { code: rowCode, means }) => {
      for (const operation of drafting) expect(meaningOf(operation, status, rowCode ?? 'SomethingElse')).toBe(means);
      const mayHaveBeenSent = code === 'ErrorItemNotFound' || status === 408;
      expect(meaningOf('send', status, rowCode ?? 'SomethingElse')).toBe(
        mayHaveBeenSent ? 'ERR_DELIVERY_UNCONFIRMED' : means,
      );
    },
  );

  test('are told apart without regard to letter case', () => {
    expect(meaningOf('send', 403, 'errorquotaexceeded')).toBe('ERR_MAILBOX_FULL');
  });

  test('have a known meaning and a sample each, and no row hides behind an earlier one', () => {
    for (const [index, row] of graphFailures.entries()) {
      expect(Object.hasOwn(errorCodes, row.means)).toBe(true);
      expect(row.sample).not.toBe('');
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

  test.each([
    // Unknown is temporary, bounded and logged: a guess at "permanent" would lose mail.
    [400, 'ErrorNobodyHasSeen', 'ERR_GRAPH_UNKNOWN'],
    [404, 'ErrorNobodyHasSeen', 'ERR_GRAPH_UNKNOWN'],
    [409, 'ErrorNobodyHasSeen', 'ERR_GRAPH_UNAVAILABLE'],
    [423, 'ErrorNobodyHasSeen', 'ERR_GRAPH_UNAVAILABLE'],
    [403, 'ErrorNobodyHasSeen', 'ERR_MAILBOX_ACCESS_DENIED'],
    [403, undefined, 'ERR_MAILBOX_ACCESS_DENIED'],
    [401, undefined, 'ERR_TOKEN_REFUSED'],
    [429, undefined, 'ERR_MAILBOX_THROTTLED'],
    [413, undefined, 'ERR_MESSAGE_TOO_LARGE'],
  ] as const)('that are unknown follow their status: %i %s is %s', (status, code, means) => {
    for (const operation of ['send', 'create-draft'] as const) expect(meaningOf(operation, status, code)).toBe(means);
  });

  test.each([
    [500, 'ErrorInternalServerError'],
    [502, undefined],
    [503, 'ErrorServerBusy'],
    [503, undefined],
    [504, 'UnknownError'],
    [504, undefined],
    [408, undefined],
    [200, undefined],
    [201, undefined],
    [204, undefined],
    [302, undefined],
    [400, undefined],
    [404, undefined],
    [404, 'ErrorItemNotFound'],
  ] as const)('of a send leave it unconfirmed where the mail may have gone: %i %s', (status, code) => {
    expect(meaningOf('send', status, code)).toBe('ERR_DELIVERY_UNCONFIRMED');
  });

  test.each([
    [500, 'ErrorInternalServerError'],
    [502, undefined],
    [503, 'ErrorServerBusy'],
    [504, 'UnknownError'],
    [408, undefined],
    [200, undefined],
    [202, undefined],
    [400, undefined],
    [404, undefined],
  ] as const)('while nothing is sent are transient: %i %s', (status, code) => {
    for (const operation of drafting) expect(meaningOf(operation, status, code)).toBe('ERR_GRAPH_UNAVAILABLE');
  });

  test.each([
    ['a body that is no object', 'text'],
    ['an error without a code', { error: { message: 'x' } }],
    ['an empty code', { error: { code: '' } }],
    ['a code that is no text', { error: { code: 400 } }],
    ['an error in text', { error: 'bad' }],
  ])('count as without a reason where there is %s', (_why, body) => {
    const failure = classifyGraphFailure('send', { ...answer(400), body }, now);

    expect(failure).toMatchObject({ code: 'ERR_DELIVERY_UNCONFIRMED', details: { provider: '400' } });
  });

  test('carry status and code, Microsoft’s request id and the instant to come back, and nothing of the message', () => {
    const headers = { 'request-id': 'r-1', 'Retry-After': '120' };

    const { details } = classifyGraphFailure('send', answer(429, 'ApplicationThrottled', headers), now);

    expect(details).toEqual({
      provider: '429 ApplicationThrottled',
      requestId: 'r-1',
      retryAt: new Date('2026-01-01T00:02:00Z'),
    });
  });

  test('cut a code that has no end', () => {
    const { details } = classifyGraphFailure('read', answer(400, 'E'.repeat(10_000)), now);

    expect(details.provider).toHaveLength(104);
  });
});

describe('no answer of Graph', () => {
  test.each(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'ETIMEDOUT'])('after %s leaves a send unconfirmed', (code) => {
    expect(classifyNoAnswer('send', fetchFailed(code)).code).toBe('ERR_DELIVERY_UNCONFIRMED');
  });

  test.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT', 'CERT_HAS_EXPIRED'])(
    'after %s is transient even for a send: it never left',
    (code) => {
      expect(classifyNoAnswer('send', fetchFailed(code)).code).toBe('ERR_GRAPH_UNAVAILABLE');
    },
  );

  test('within the deadline leaves a send unconfirmed, and keeps the cause', async () => {
    const missed: unknown = await withDeadline('Graph POST send', 1, () => new Promise(() => {})).catch(
      (error) => error,
    );

    expect(classifyNoAnswer('send', missed)).toMatchObject({ code: 'ERR_DELIVERY_UNCONFIRMED', cause: missed });
  });

  test('is transient while nothing is sent, whatever the reason', () => {
    for (const operation of drafting)
      for (const cause of [fetchFailed('ECONNRESET'), new Error('deadline'), undefined, 'text'])
        expect(classifyNoAnswer(operation, cause).code).toBe('ERR_GRAPH_UNAVAILABLE');
  });

  test('for a reason nobody knows leaves a send unconfirmed', () => {
    for (const cause of [undefined, null, 'text', {}, deliveryError('ERR_INTERNAL')])
      expect(classifyNoAnswer('send', cause).code).toBe('ERR_DELIVERY_UNCONFIRMED');
  });
});
