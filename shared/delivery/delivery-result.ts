/** How an attempt, or the look at an earlier one, ended. */
import type { DeliveryError } from './delivery-error.ts';
import type { Acceptance } from './mailbox-access.ts';

export type DeliveryResult =
  | { readonly kind: 'sent'; readonly acceptance: Acceptance }
  /** Not sent, or unconfirmed: the error says which. `draftId`: a draft that is left in the mailbox. */
  | { readonly kind: 'not-sent'; readonly error: DeliveryError; readonly draftId?: string }
  /** Looked up in the mailbox, and no trace of it there, for so many looks. */
  | { readonly kind: 'no-trace'; readonly looks: number }
  /** The look itself failed: nothing is known yet. */
  | { readonly kind: 'could-not-look'; readonly error: DeliveryError };

export type NotSent = Extract<DeliveryResult, { kind: 'not-sent' }>;
export type CouldNotLook = Extract<DeliveryResult, { kind: 'could-not-look' }>;
