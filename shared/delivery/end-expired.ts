/**
 * The last word on messages that outlived their expiry while they waited: `failed`, with what they waited for. One that may have been
 * sent stays as long as records are kept, so that a person can look; where its queue message is lost, it is looked up here.
 */
import { HOUR } from '../duration.ts';
import { logOverdue } from '../log/housekeeping-events.ts';
import { logOutcome } from '../log/log-events.ts';
import { permittedMailbox } from '../tenant/connection.ts';
import { openTokenSource } from '../tenant/token-source.ts';
import { isDeliveryError } from './delivery-error.ts';
import type { DeliveryPorts } from './delivery-ports.ts';
import { type Failure, failed, type LedgerEntry, mayHaveBeenSent, sent } from './ledger-entry.ts';

/** A record whose message is late by this much has most likely lost its queue message. */
const OVERDUE_AFTER = 2 * HOUR;

/** @returns how many got their last word */
export async function endExpired(ports: DeliveryPorts, retentionMs: number, mayGoOn: () => boolean): Promise<number> {
  let ended = 0;
  const states = ['parked', 'attempting', 'deferred'] as const;
  for await (const stored of ports.ledger.select({ states, expiredBefore: ports.now(), mayGoOn })) {
    if (!mayGoOn()) break;
    const last = await lastWordOn(stored.entry, ports, retentionMs);
    const written = last && (await ports.ledger.update(stored, last));
    if (!written) continue;
    ended += 1;
    if (stored.entry.state !== 'parked') logOverdue(ports.log, stored.entry);
    logOutcome(ports.log, { kind: last.state === 'sent' ? 'sent' : 'failed', entry: written.entry });
  }
  return ended;
}

/** @returns undefined where it waits on: for its queue message, or for a person */
async function lastWordOn(
  entry: LedgerEntry,
  ports: DeliveryPorts,
  retentionMs: number,
): Promise<LedgerEntry | undefined> {
  const now = ports.now();
  if (entry.state !== 'parked' && !isOverdue(entry, now)) return undefined;
  if (!mayHaveBeenSent(entry)) return failed(entry, expired(entry), now);
  const found = entry.state === 'parked' ? undefined : await lookUp(entry, ports);
  if (found === 'sent') return sent(entry, undefined, now);
  if (found === 'not sent') return failed(entry, expired(entry), now);
  const isKept = now.getTime() - entry.updatedAt.getTime() < retentionMs;
  return isKept ? undefined : failed(entry, { ...entry.failure, code: 'ERR_DELIVERY_UNCONFIRMED' }, now);
}

const expired = ({ failure }: LedgerEntry): Failure => ({
  ...failure,
  code: 'ERR_MESSAGE_EXPIRED',
  ...(failure ? { because: failure.code } : {}),
});

function isOverdue({ notBefore, busyUntil, updatedAt, expiresAt }: LedgerEntry, now: Date): boolean {
  const due = Math.max(expiresAt.getTime(), (notBefore ?? busyUntil ?? updatedAt).getTime());
  return now.getTime() - due > OVERDUE_AFTER;
}

/** Two hours and more after its last attempt: what was sent by then is seen. Only plan `draft` surely leaves a copy. */
async function lookUp(entry: LedgerEntry, ports: DeliveryPorts): Promise<'sent' | 'not sent' | undefined> {
  const { tenant, mailbox, internetMessageId, plan } = entry;
  if (mailbox === undefined || internetMessageId === undefined) return undefined;
  try {
    const connection = await ports.connections.find(tenant);
    if (!connection?.mayLook || permittedMailbox(connection, mailbox) === undefined) return undefined;
    const handle = { address: mailbox, connection, token: openTokenSource(connection, ports) };
    const copies = await ports.mailboxes.findCopies(handle, internetMessageId);
    if (copies.some(({ isDraft }) => !isDraft)) return 'sent';
    return plan === 'draft' && !entry.doubts ? 'not sent' : undefined;
  } catch (error) {
    if (isDeliveryError(error)) return undefined;
    throw error;
  }
}
