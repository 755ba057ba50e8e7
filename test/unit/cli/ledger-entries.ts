/** Records as the flow makes them, in a few states. */
import {
  attempting,
  blank,
  type Failure,
  failed,
  type LedgerEntry,
  parked,
  parkedInDoubt,
  sent,
} from '../../../shared/delivery/ledger-entry.ts';
import { NOW } from './command-bundle.ts';

export const minutesAgo = (minutes: number): Date => new Date(NOW.getTime() - minutes * 60_000);

const received = (id: string, { at = minutesAgo(5), fingerprint = 'content', tenant = 'contoso' } = {}): LedgerEntry =>
  blank(tenant, id, { fingerprint, firstReceivedAt: at, now: at });

export const attemptingEntry = (id: string, at = minutesAgo(4)): LedgerEntry =>
  attempting(
    received(id),
    {
      mailbox: 'noreply@contoso.example',
      plan: 'draft',
      internetMessageId: `<${id}@contoso.example>`,
      settleMs: 120_000,
    },
    at,
  );

export const sentEntry = (id: string, at = minutesAgo(4)): LedgerEntry =>
  sent(attemptingEntry(id, at), 'request-1', at);

export const conflictEntry = (id: string, at = minutesAgo(3)): LedgerEntry =>
  failed(received(id, { at, fingerprint: 'other' }), { code: 'ERR_MESSAGE_CONFLICT' }, at);

export const invalidEntry = (id: string, at = minutesAgo(2)): LedgerEntry =>
  failed(
    received(id, { at }),
    { code: 'ERR_MESSAGE_INVALID', problems: [{ path: '$.to[0]', sentence: 'is no address' }] },
    at,
  );

export const parkedEntry = (id: string, at = minutesAgo(1)): LedgerEntry =>
  parked(received(id, { at }), { code: 'ERR_CONNECTION_UNKNOWN' }, at);

/** Kept by a hold, after an attempt from `noreply@`. */
export const heldEntry = (id: string, failure: Failure = { code: 'ERR_CREDENTIAL_EXPIRED' }, at = minutesAgo(3)) =>
  parked(attemptingEntry(id, at), failure, at);

/** Its last attempt may have sent it; it could have shown up in the mailbox until two minutes ago. */
export const doubtfulEntry = (id: string, { at = minutesAgo(10), lookAt = minutesAgo(2) } = {}): LedgerEntry =>
  parkedInDoubt(attemptingEntry(id, at), { code: 'ERR_DELIVERY_UNCONFIRMED' }, { lookAt, now: at });

export const crashedEntry = (id: string, at = minutesAgo(3)): LedgerEntry =>
  parked(attemptingEntry(id, at), { code: 'ERR_MESSAGE_CRASHED', lastStep: 'attempt 1 was opened' }, at);
