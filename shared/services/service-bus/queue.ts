/** Names of the queue. The infrastructure, the trigger and the commands use these. */

/** The queue producers put messages on. */
export const QUEUE_NAME = 'send-email';
/** Where the broker puts what it gave up on. */
export const DEAD_LETTER_QUEUE_NAME = `${QUEUE_NAME}/$DeadLetterQueue`;
/** Prefix of the settings the Functions host finds the namespace by. */
export const SERVICE_BUS_CONNECTION = 'ServiceBus';
