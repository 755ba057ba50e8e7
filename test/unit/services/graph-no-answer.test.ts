import { describe, expect, test } from '@jest/globals';
import { withDeadline } from '../../../shared/deadline.ts';
import { deliveryError } from '../../../shared/delivery/delivery-error.ts';
import { classifyNoAnswer } from '../../../shared/services/graph/classify-graph-failure.ts';
import { drafting } from './graph-answer.ts';

/** What `fetch` throws: the reason is the cause of a TypeError. */
const fetchFailed = (code: string): Error =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(), { code }) });

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
