/** Records as the flow makes them, in a few states. */
import { attempting, blank, failed, type LedgerEntry, parked, sent } from '../../../shared/delivery/ledger-entry.ts';
import { NOW } from './command-bundle.ts';

export const minutesAgo = (minutes: number): Date => new Date(NOW.getTime() - minutes * 60_000);

const received = (id: string, { at = minutesAgo(5), fingerprint = 'content', tenant = 'contoso' } = {}): LedgerEntry =>
  blank(tenant, id, { fingerprint, firstReceivedAt: at, now: at });

export const attemptingEntry = (id: string, at = minutesAgo(4)): LedgerEntry =>
  attempting(
    received(id),
    { mailbox: 'noreply@contoso.example', plan: 'draft', internetMessageId: `<${id}@contoso.example>` },
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
