/**
 * How long each step may take, and so how long an attempt can last at most. Node gets no cancellation from the Functions host,
 * and the lock of a received message ends after 5 minutes: every step ends by itself, all of them together before that.
 */
import { MINUTE, SECOND } from '../duration.ts';

export const TABLE_DEADLINE = 10 * SECOND;
export const VAULT_DEADLINE = 10 * SECOND;
export const TOKEN_DEADLINE = 15 * SECOND;
export const GRAPH_DEADLINE = 30 * SECOND;
/** Deleting a draft that nobody will send: worth little time. */
export const CLEAN_UP_DEADLINE = 5 * SECOND;
export const QUEUE_DEADLINE = 15 * SECOND;

/**
 * From the ledger's first write to its last: two credential reads, two tokens, four Graph calls (each of create and send once
 * again after a 401), the closing write and the clean-up after it.
 */
export const LONGEST_ATTEMPT =
  2 * VAULT_DEADLINE + 2 * TOKEN_DEADLINE + 4 * GRAPH_DEADLINE + 2 * TABLE_DEADLINE + 2 * CLEAN_UP_DEADLINE;

/** After an unconfirmed send: how long Exchange may take to show the message in the mailbox. */
export const SETTLE_TIME = 2 * MINUTE;

/** How long a message may wait in process for its mailbox's turn; longer waits are scheduled. */
export const LONGEST_WAIT_IN_PROCESS = 10 * SECOND;

/** All of it: connection, turn, opening (which may read and write again after a race), attempt, scheduling a copy. */
export const LONGEST_HANDLING =
  TABLE_DEADLINE + LONGEST_WAIT_IN_PROCESS + 3 * TABLE_DEADLINE + LONGEST_ATTEMPT + QUEUE_DEADLINE;
