/**
 * How long each step may take, and so how long an attempt can last at most. Node gets no cancellation from the Functions host,
 * and the lock of a received message ends after 5 minutes: every step ends by itself, all of them together before that.
 */
import { SECOND } from '../duration.ts';

export const TABLE_DEADLINE = 8 * SECOND;
export const VAULT_DEADLINE = 10 * SECOND;
export const TOKEN_DEADLINE = 15 * SECOND;
export const GRAPH_DEADLINE = 30 * SECOND;
/**
 * All an attempt may take to get its tokens: two reads of the vault and two token requests that use their deadlines up. Whoever is refused is
 * told so at once, so that there is time for another secret, and for an earlier one; what takes longer comes back later.
 */
export const TOKEN_SOURCE_DEADLINE = 2 * VAULT_DEADLINE + 2 * TOKEN_DEADLINE;
/** Deleting a draft that nobody will send: worth little time. */
export const CLEAN_UP_DEADLINE = 5 * SECOND;
export const QUEUE_DEADLINE = 15 * SECOND;

/** The tokens, and four Graph calls: an earlier draft is looked for, one is made, it is sent, and one of these once again after a 401. */
const LONGEST_SEND = TOKEN_SOURCE_DEADLINE + 4 * GRAPH_DEADLINE;

/**
 * From the ledger's first write, which may drop a parked body, over the one that notes a later draft, to the last, which may have to
 * find out whether its own answer was lost.
 */
export const LONGEST_ATTEMPT = 3 * TABLE_DEADLINE + LONGEST_SEND + TABLE_DEADLINE + 2 * TABLE_DEADLINE;

/** After the last write: a hold is opened and read again, or else a draft is deleted. */
const LONGEST_AFTERMATH = Math.max(4 * TABLE_DEADLINE, 2 * CLEAN_UP_DEADLINE);

/** How long a message may wait in process for its mailbox's turn; longer waits are scheduled. */
export const LONGEST_WAIT_IN_PROCESS = 10 * SECOND;

/** All of it: connection, holds, turn, reading the row, attempt, aftermath, scheduling a copy. */
export const LONGEST_HANDLING =
  2 * TABLE_DEADLINE + LONGEST_WAIT_IN_PROCESS + TABLE_DEADLINE + LONGEST_ATTEMPT + LONGEST_AFTERMATH + QUEUE_DEADLINE;
