/**
 * Checks a delivery's signature as the Standard Webhooks specification has receivers do it (github.com/standard-webhooks): HMAC-SHA256 over
 * `{id}.{timestamp}.{body}`, in a header that may hold several signatures, and a timestamp within five minutes. Pure.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { keyOctets } from './webhook-key.ts';

export interface SignedDelivery {
  /** `webhook-id`, `webhook-timestamp` and `webhook-signature` as they came. */
  readonly id: string | undefined;
  readonly timestamp: string | undefined;
  readonly signature: string | undefined;
  readonly body: Uint8Array;
}

/** `unchecked`: signed, but in no way that is checked here (`v1a` is for public keys). */
export type SignatureVerdict =
  | { readonly signature: 'valid' | 'missing' | 'unchecked' }
  | { readonly signature: 'wrong'; readonly problem: string };

const toleranceMilliseconds = 5 * 60_000;

export function checkSignature(
  { id, timestamp, signature, body }: SignedDelivery,
  { key, now }: { readonly key: string; readonly now: number },
): SignatureVerdict {
  if (signature === undefined) return { signature: 'missing' };
  if (id === undefined || timestamp === undefined) return wrong('webhook-id or webhook-timestamp is missing');
  const given = signaturesOf(signature);
  if (given.length === 0) return { signature: 'unchecked' };
  const expected = createHmac('sha256', keyOctets(key)).update(`${id}.${timestamp}.`).update(body).digest();
  if (!given.some((one) => isSame(one, expected))) return wrong('no signature fits the id, the timestamp and the body');
  if (!isTimely(timestamp, now)) return wrong("webhook-timestamp is more than five minutes from the sandbox's clock");
  return { signature: 'valid' };
}

function wrong(problem: string): SignatureVerdict {
  return { signature: 'wrong', problem };
}

/** Those of version 1: `v1,<base64> v1,<base64> v1a,<base64>`. */
function signaturesOf(header: string): readonly Buffer[] {
  return header
    .split(' ')
    .filter((one) => one.startsWith('v1,'))
    .map((one) => Buffer.from(one.slice('v1,'.length), 'base64'));
}

function isSame(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

/** The timestamp is in seconds. */
function isTimely(timestamp: string, now: number): boolean {
  return /^\d+$/.test(timestamp) && Math.abs(Number(timestamp) * 1_000 - now) <= toleranceMilliseconds;
}
