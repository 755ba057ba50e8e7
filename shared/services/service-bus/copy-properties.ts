/**
 * How a scheduled copy says what it is: three application properties and a MessageId.
 * Names begin with a small letter, because the Functions library lower-cases first letters; the date is text, because AMQP
 * timestamps come back in several shapes.
 */
import type { ComeBack } from '../../delivery/outcome.ts';
import { shortHash } from '../../message/fingerprint.ts';
import {
  type CopyMark,
  defaultMessageId,
  firstEnqueuedAt,
  type ReceivedMessage,
} from '../../message/received-message.ts';

/** Sent, but under no request id that we know. */
const ACCEPTED = 'accepted';
const YES = 'yes';

export interface CopyProperties {
  readonly postbusCopy: number;
  readonly postbusFirstEnqueuedAt: string;
  readonly postbusOriginalMessageId?: string;
  /** `accepted`, or Microsoft's id of the accepting request. */
  readonly postbusSent?: string;
  /** When the message was parked that this copy is made of. */
  readonly postbusReplay?: string;
  /** `yes`: a message in doubt is known not to be sent. */
  readonly postbusResend?: string;
}

export function toCopyProperties(
  received: ReceivedMessage,
  { copy, sent, replay = received.copy?.replay }: Pick<ComeBack, 'copy' | 'sent' | 'replay'>,
): CopyProperties {
  const original = defaultMessageId(received);
  return {
    postbusCopy: copy,
    postbusFirstEnqueuedAt: firstEnqueuedAt(received).toISOString(),
    ...(original === undefined ? {} : { postbusOriginalMessageId: original }),
    ...(sent === undefined ? {} : { postbusSent: sent.requestId ?? ACCEPTED }),
    ...(replay === undefined ? {} : { postbusReplay: replay.parkedAt.toISOString() }),
    ...(replay?.isResend ? { postbusResend: YES } : {}),
  };
}

/** Undefined for a producer's own message. A producer that sets these names by accident gets them ignored unless they are whole. */
export function fromCopyProperties(properties: unknown): CopyMark | undefined {
  if (typeof properties !== 'object' || properties === null) return undefined;
  const { postbusCopy, postbusFirstEnqueuedAt, postbusOriginalMessageId, postbusSent, ...replay } = {
    ...properties,
  } as Readonly<Record<string, unknown>>;
  const first = toDate(postbusFirstEnqueuedAt);
  if (typeof postbusCopy !== 'number' || !Number.isSafeInteger(postbusCopy) || postbusCopy < 1 || !first)
    return undefined;
  return {
    number: postbusCopy,
    firstEnqueuedAt: first,
    ...(typeof postbusOriginalMessageId === 'string' ? { originalMessageId: postbusOriginalMessageId } : {}),
    ...(typeof postbusSent === 'string' ? { sent: postbusSent === ACCEPTED ? {} : { requestId: postbusSent } } : {}),
    ...toReplay(replay),
  };
}

function toReplay({ postbusReplay, postbusResend }: Readonly<Record<string, unknown>>): Pick<CopyMark, 'replay'> {
  const parkedAt = toDate(postbusReplay);
  return parkedAt ? { replay: { parkedAt, isResend: postbusResend === YES } } : {};
}

function toDate(value: unknown): Date | undefined {
  const date = new Date(typeof value === 'string' ? value : Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/**
 * A new MessageId for each copy: duplicate detection drops a copy that keeps the old one. One delivery of one received message
 * gives a copy the same id each time, so that a schedule whose answer was lost leaves one; another delivery gives it another,
 * because what an earlier one scheduled may be gone. A hash, because ids of two tenants may be equal, and it is never JSON.
 */
export function copyMessageId(received: ReceivedMessage, copy: number): string {
  const original = defaultMessageId(received) ?? `sequence-${received.sequenceNumber}`;
  const delivery = `${received.sequenceNumber}-${received.deliveryCount}`;
  return `postbus-${shortHash(original, received.body)}.${copy}.${delivery}`;
}
