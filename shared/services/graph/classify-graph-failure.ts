/**
 * From an answer of Graph, or its absence, to our error. Pure.
 * Only `send` and `sendMail` can be unconfirmed: whatever says neither "accepted" nor "refused for this reason" may have been
 * sent. While drafting, reading or deleting the same answer is plain transient.
 */
import { type DeliveryError, deliveryError } from '../../delivery/delivery-error.ts';
import type { ErrorCode } from '../../delivery/error-codes.ts';
import { parseRetryAfter } from '../retry-after.ts';
import type { GraphResponse } from './graph-client.ts';
import type { GraphFailureRow } from './graph-failure-row.ts';
import { findGraphFailure } from './graph-failures.ts';

export type GraphOperation = 'create-draft' | 'send' | 'read' | 'delete-draft';

export function classifyGraphFailure(operation: GraphOperation, response: GraphResponse, now: Date): DeliveryError {
  const code = providerCode(response.body);
  const row = findGraphFailure(response.status, code);
  const means = meaningOf(operation, { status: response.status, code, row });
  const requestId = response.headers.get('request-id');
  const provider = [response.status, code].filter((part) => part !== undefined).join(' ');
  return deliveryError(means, {
    provider,
    // What a new row is made from. Graph's own text stays out: it quotes the message.
    ...(means === 'ERR_GRAPH_UNKNOWN' ? { cause: new Error(`Graph answered ${provider} to ${operation}`) } : {}),
    ...(requestId === null ? {} : { requestId }),
    ...retryAt(response, row, now),
    ...(means === 'ERR_DELIVERY_UNCONFIRMED' && row?.means === 'ERR_MAILBOX_THROTTLED' ? { isBusy: true } : {}),
    ...(means === row?.means && row.isFleeting ? { isFleeting: true } : {}),
  });
}

/** No answer at all: reset, refused connection, deadline. */
export const classifyNoAnswer = (operation: GraphOperation, cause: unknown): DeliveryError =>
  deliveryError(operation === 'send' && !neverLeft(cause) ? 'ERR_DELIVERY_UNCONFIRMED' : 'ERR_GRAPH_UNAVAILABLE', {
    cause,
    provider: 'no answer',
  });

interface Answer {
  readonly status: number;
  readonly code: string | undefined;
  readonly row: GraphFailureRow | undefined;
}

function meaningOf(operation: GraphOperation, answer: Answer): ErrorCode {
  const { status, code, row } = answer;
  if (operation === 'send' && isInDoubt(answer)) return 'ERR_DELIVERY_UNCONFIRMED';
  if (row) return row.means;
  // A refusal of Graph's own has a code: without one, it comes from something on the way, or is seen to pass (empty 400).
  if (status >= 500 || status < 400 || code === undefined) return 'ERR_GRAPH_UNAVAILABLE';
  // Unknown is temporary, bounded and logged: a guess at "permanent" would lose mail.
  return 'ERR_GRAPH_UNKNOWN';
}

/**
 * A 504 has been seen after the mail was delivered (users got four copies); 404 on `send` is what a sent draft answers;
 * a 400 without a body has no reason in it; 200 was seen for a message that was dropped. So a send is refused only where a row
 * says so: by its own word, or by a 4xx that it knows.
 */
function isInDoubt({ status, code, row }: Answer): boolean {
  if (!(status >= 400) || status === 408) return true;
  if (row?.onSend) return row.onSend === 'unconfirmed';
  if (status >= 500) return true;
  return row === undefined && (status === 404 || code === undefined);
}

/** The service's own wish counts; a row's pause only where there is none. */
function retryAt(response: GraphResponse, row: GraphFailureRow | undefined, now: Date): { retryAt?: Date } {
  const at = parseRetryAfter(response.headers.get('retry-after'), now);
  if (at) return { retryAt: at };
  return row?.pause === undefined ? {} : { retryAt: new Date(now.getTime() + row.pause) };
}

function providerCode(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('error' in body)) return undefined;
  const { error } = body;
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' && error.code !== '' ? error.code.slice(0, 100) : undefined;
}

/** Failures that come before the first byte is sent: the request cannot have been read by anybody. */
const NEVER_LEFT: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'SELF_SIGNED_CERT_IN_CHAIN',
]);

function neverLeft(cause: unknown): boolean {
  for (let each = cause; typeof each === 'object' && each !== null; each = 'cause' in each ? each.cause : undefined) {
    if ('code' in each && typeof each.code === 'string' && NEVER_LEFT.has(each.code)) return true;
  }
  return false;
}
