/**
 * From an answer of Graph, or its absence, to our error. Pure.
 * Only `send` and `sendMail` can be unconfirmed: whatever says neither "accepted" nor "refused for this reason" may have been
 * sent. While drafting, reading or deleting the same answer is plain transient.
 */
import { type DeliveryError, deliveryError } from '../../delivery/delivery-error.ts';
import type { ErrorCode } from '../../delivery/error-codes.ts';
import { parseRetryAfter } from '../retry-after.ts';
import type { GraphResponse } from './graph-client.ts';
import { findGraphFailure } from './graph-failures.ts';

export type GraphOperation = 'create-draft' | 'send' | 'read' | 'delete-draft';

export function classifyGraphFailure(operation: GraphOperation, response: GraphResponse, now: Date): DeliveryError {
  const code = providerCode(response.body);
  const requestId = response.headers.get('request-id');
  return deliveryError(meaningOf(operation, response, code), {
    provider: [response.status, code].filter((part) => part !== undefined).join(' '),
    ...(requestId === null ? {} : { requestId }),
    ...retryAt(response, now),
  });
}

/** No answer at all: reset, refused connection, deadline. */
export const classifyNoAnswer = (operation: GraphOperation, cause: unknown): DeliveryError =>
  deliveryError(operation === 'send' && !neverLeft(cause) ? 'ERR_DELIVERY_UNCONFIRMED' : 'ERR_GRAPH_UNAVAILABLE', {
    cause,
    provider: 'no answer',
  });

function meaningOf(operation: GraphOperation, { status }: GraphResponse, code: string | undefined): ErrorCode {
  if (isAmbiguous(operation, status, code)) return 'ERR_DELIVERY_UNCONFIRMED';
  const known = findGraphFailure(status, code);
  if (known) return known.means;
  if (status >= 500 || status < 300 || code === undefined) return 'ERR_GRAPH_UNAVAILABLE';
  // Unknown is temporary, bounded and logged: a guess at "permanent" would lose mail.
  return 'ERR_GRAPH_UNKNOWN';
}

/**
 * A 504 has been seen after the mail was delivered (users got four copies); 404 on `send` is what a sent draft answers;
 * a 400 without a body has no reason in it; 200 was seen for a message that was dropped.
 */
function isAmbiguous(operation: GraphOperation, status: number, code: string | undefined): boolean {
  if (operation !== 'send') return false;
  const isBareRefusal = status === 400 && code === undefined;
  const isDraftGone = status === 404 && (code === undefined || code === 'ErrorItemNotFound');
  const isServerSide = status >= 500 && findGraphFailure(status, code) === undefined;
  return status < 400 || status === 408 || isServerSide || isBareRefusal || isDraftGone;
}

function retryAt(response: GraphResponse, now: Date): { retryAt?: Date } {
  const at = parseRetryAfter(response.headers.get('retry-after'), now);
  return at === undefined ? {} : { retryAt: at };
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
