/** Names of the queue. The infrastructure, the trigger and the commands use these. */

/** The queue producers put messages on. */
export const QUEUE_NAME = 'send-email';
/** Prefix of the settings the Functions host finds the namespace by. */
export const SERVICE_BUS_CONNECTION = 'ServiceBus';
