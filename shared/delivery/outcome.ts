/** How handling a received message ended, as a value. The received message is settled by it, and the event published from it. */
import type { Replay } from '../message/received-message.ts';
import type { DeliveryError } from './delivery-error.ts';
import type { LedgerEntry } from './ledger-entry.ts';
import type { Acceptance } from './mailbox-access.ts';

export type Outcome =
  | { readonly kind: 'sent'; readonly entry: LedgerEntry }
  /** The message was known; `isEnqueuedAgain`: its producer enqueued it again, else the broker handed it over again. */
  | { readonly kind: 'duplicate'; readonly entry: LedgerEntry; readonly isEnqueuedAgain: boolean }
  | { readonly kind: 'failed'; readonly entry: LedgerEntry }
  /** `comeBack`: the hold it was parked for was lifted at the same moment. */
  | { readonly kind: 'parked'; readonly entry: LedgerEntry; readonly comeBack?: ComeBack }
  | { readonly kind: 'deferred'; readonly entry: LedgerEntry; readonly comeBack: ComeBack }
  | { readonly kind: 'unconfirmed'; readonly entry: LedgerEntry; readonly comeBack: ComeBack }
  /** Somebody else may be at work on it, or it is not its turn: nothing was tried and nothing recorded. */
  | {
      readonly kind: 'waiting';
      readonly tenant: string;
      readonly id: string;
      readonly comeBack: ComeBack;
      readonly error?: DeliveryError;
    }
  /** Another worker changed the record while this one was at it. While that one's word is not its last, this one comes back too. */
  | { readonly kind: 'superseded'; readonly entry: LedgerEntry; readonly comeBack?: ComeBack };

/** A copy of the received message that becomes visible later. */
export interface ComeBack {
  readonly at: Date;
  /** Its number; part of its MessageId. */
  readonly copy: number;
  /** Only the ledger is left to be told. */
  readonly sent?: Acceptance;
  /** The message was parked, and leaves that with this copy. */
  readonly replay?: Replay;
}
