/**
 * One digest through one connection, as a message of the contract like any other, handled in process. What the flow parks or fails is taken
 * back, so that the next connection sends it and nobody gets it later as well. Throws DeliveryError where nobody knows what became of it.
 */
import { deliveryError, isDeliveryError } from '../../delivery/delivery-error.ts';
import { errorCodes } from '../../delivery/error-codes.ts';
import type { Ledger } from '../../delivery/ledger.ts';
import { cancelled, type LedgerEntry, mayHaveBeenSent } from '../../delivery/ledger-entry.ts';
import type { Outcome } from '../../delivery/outcome.ts';
import { HOUR, MINUTE } from '../../duration.ts';
import { QueueAccessError } from '../../message/queue-access.ts';
import type { ReceivedMessage } from '../../message/received-message.ts';
import type { Connections } from '../../tenant/connection.ts';
import type { AlertBatch } from '../alert-route.ts';
import { NOT_CONNECTED } from './find-obstacle.ts';
import { type DigestWay, renderDigest } from './render-digest.ts';

export interface SendDigestPorts {
  readonly connections: Pick<Connections, 'read'>;
  readonly ledger: Pick<Ledger, 'read' | 'update'>;
  readonly deliver: (received: ReceivedMessage) => Promise<Outcome>;
  readonly now: () => Date;
}

export interface DigestSending {
  readonly batch: AlertBatch;
  readonly to: readonly string[];
  readonly isRepetition: boolean;
}

export type DigestResult =
  | { readonly kind: 'sent' | 'under-way' }
  | { readonly kind: 'not-sent'; readonly because: string };

export async function sendDigest(
  way: DigestWay,
  sending: DigestSending,
  ports: SendDigestPorts,
): Promise<DigestResult> {
  const known = sending.isRepetition ? await ports.ledger.read(way.through, messageIdOf(sending.batch)) : undefined;
  if (known && !isLeft(known.entry, ports.now())) return byRecord(known.entry, ports);
  const gone = await findGone(way.through, ports);
  if (gone !== undefined) return { kind: 'not-sent', because: `${gone}${known ? doubtOf(known.entry) : ''}` };
  const received = await toReceived(way, sending);
  return toResult(await ports.deliver(received).catch(unknownOutcome), ports);
}

/** It may have been removed or spoiled since the digest was begun: the flow would hold its tenant for that, each time anew. */
async function findGone(tenant: string, { connections }: SendDigestPorts): Promise<string | undefined> {
  try {
    return (await connections.read(tenant)) ? undefined : NOT_CONNECTED;
  } catch (error) {
    if (!isDeliveryError(error) || error.code !== 'ERR_CONNECTION_UNREADABLE') throw error;
    return `${error.code} ${errorCodes[error.code].sentence}`;
  }
}

/** Its time has come, and nobody took it up: the copy that should have was never scheduled. */
function isLeft({ state, busyUntil, notBefore, updatedAt }: LedgerEntry, now: Date): boolean {
  if (state !== 'attempting' && state !== 'deferred') return false;
  const due = (state === 'attempting' ? busyUntil : notBefore) ?? updatedAt;
  return now.getTime() - due.getTime() > TAKEN_UP_WITHIN;
}

/** Not even a copy could be scheduled: the broker would hand the message over again, and here the next run does. */
function unknownOutcome(cause: unknown): never {
  throw isDeliveryError(cause) ? cause : deliveryError('ERR_INTERNAL', { cause, provider: nameOf(cause) });
}

const nameOf = (cause: unknown): string =>
  cause instanceof QueueAccessError ? cause.code : cause instanceof Error ? cause.name : 'not an error';

const TAKEN_UP_WITHIN = MINUTE;
/** Then another connection is to tell it. */
const LIFETIME = 6 * HOUR;

/** Another message for each time a batch is begun anew: what was taken back is never sent under its id. */
const messageIdOf = ({ id, tries }: AlertBatch): string => `alerts-${id}-${tries + 1}`;

async function toReceived(way: DigestWay, { batch, to, isRepetition }: DigestSending): Promise<ReceivedMessage> {
  const { subject, html } = await renderDigest(batch, way);
  const id = messageIdOf(batch);
  const isUrgent = batch.alerts.some(({ severity }) => severity === 'critical' || severity === 'error');
  const message = {
    version: 1,
    tenant: way.through,
    id,
    to,
    subject,
    html,
    importance: isUrgent ? 'high' : 'normal',
    // Nobody's absence is to be answered to the mailbox that sends alerts.
    headers: { 'x-auto-response-suppress': 'All' },
    expiresAt: new Date(way.at.getTime() + LIFETIME).toISOString(),
    tags: { alerts: batch.id },
  };
  return {
    body: Buffer.from(JSON.stringify(message)),
    messageId: id,
    // A repetition is the same message handed over again, not one that somebody enqueued anew.
    deliveryCount: isRepetition ? 2 : 1,
    // Copies are named by it: one of an earlier run may be gone.
    sequenceNumber: crypto.randomUUID(),
    enqueuedAt: way.at,
  };
}

async function toResult(outcome: Outcome, ports: SendDigestPorts): Promise<DigestResult> {
  switch (outcome.kind) {
    case 'sent':
      return { kind: 'sent' };
    case 'deferred':
    case 'unconfirmed':
    case 'waiting':
      return { kind: 'under-way' };
    case 'parked':
      return outcome.comeBack ? { kind: 'under-way' } : takeBack(outcome.entry, ports);
    case 'failed':
      return notSent(outcome.entry);
    case 'duplicate':
    case 'superseded':
      return byRecord(outcome.entry, ports);
  }
}

async function byRecord(entry: LedgerEntry, ports: SendDigestPorts): Promise<DigestResult> {
  switch (entry.state) {
    case 'sent':
      return { kind: 'sent' };
    case 'attempting':
    case 'deferred':
      return { kind: 'under-way' };
    case 'parked':
      return takeBack(entry, ports);
    case 'failed':
    case 'cancelled':
      return notSent(entry);
  }
}

/** Lost races in a row, before nobody knows. */
const MOST_RACES = 3;

async function takeBack({ tenant, id }: LedgerEntry, ports: SendDigestPorts): Promise<DigestResult> {
  for (let races = 0; races < MOST_RACES; races += 1) {
    const stored = await ports.ledger.read(tenant, id);
    if (!stored) break;
    if (stored.entry.state !== 'parked') return byRecord(stored.entry, ports);
    if (await ports.ledger.update(stored, cancelled(stored.entry, ports.now()))) return notSent(stored.entry);
  }
  throw deliveryError('ERR_LEDGER_CONFLICT');
}

function notSent(entry: LedgerEntry): DigestResult {
  const { failure, state } = entry;
  const doubt = doubtOf(entry);
  if (!failure) return { kind: 'not-sent', because: `its message was ${state}.${doubt}` };
  const { code, because, provider } = failure;
  const cause = errorCodes[because ?? code];
  return {
    kind: 'not-sent',
    because: `${[because ?? code, provider].filter(Boolean).join(' ')} ${cause.sentence}${doubt}`,
  };
}

const doubtOf = (entry: LedgerEntry): string => (mayHaveBeenSent(entry) ? ' It may have been sent all the same.' : '');
