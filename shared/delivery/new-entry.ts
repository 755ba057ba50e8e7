/** The ledger's first entry for a message, made from what was received. */
import { firstEnqueuedAt, type ReceivedMessage } from '../message/received-message.ts';
import type { Handling } from './handling.ts';
import { blank, type LedgerEntry, received as receivedEntry } from './ledger-entry.ts';

export const newEntry = ({ received, message, fingerprint }: Handling, now: Date): LedgerEntry =>
  receivedEntry(message, { fingerprint, firstReceivedAt: firstEnqueuedAt(received), now });

/** The same for one that could not be read as a message. */
export const newBlankEntry = (
  received: ReceivedMessage,
  key: { readonly tenant: string; readonly id: string; readonly fingerprint: string },
  now: Date,
): LedgerEntry =>
  blank(key.tenant, key.id, { fingerprint: key.fingerprint, firstReceivedAt: firstEnqueuedAt(received), now });
