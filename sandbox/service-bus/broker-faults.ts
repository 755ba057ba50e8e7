/**
 * Where the broker can be made to fail, for tests that must survive it. Each hook is asked once for every request of its kind
 * and says what becomes of it. Without hooks everything is accepted.
 */

/**
 * - `accept`: nothing is wrong.
 * - `refuse`: nothing is done, and the client is told so: `server-busy` for a send or schedule; for a settlement
 *   `message-lock-lost`, and the message goes back to the queue.
 * - `lose-answer`: it is done and kept, but no answer is ever written. The SDKs wait a minute for it by default.
 * - `drop-connection`: nothing is done, and the connection breaks.
 * - `accept-and-drop`: it is done and kept, and the connection breaks instead of the answer.
 */
export type BrokerFault = 'accept' | 'refuse' | 'lose-answer' | 'drop-connection' | 'accept-and-drop';

export interface BrokerFaults {
  /** A transfer to the queue: one message, or one batch. */
  onSend?(queue: string): BrokerFault;
  /** A schedule request through $management. A scheduled time on a sent message is a send. */
  onSchedule?(queue: string): BrokerFault;
  /** Complete, abandon, defer or dead-letter, on the link or through $management. */
  onSettle?(queue: string): BrokerFault;
}
