/**
 * The key with which deliveries to the sandbox's receiver are signed, in the form of Standard Webhooks: `whsec_` and base64.
 * Made at each start and written nowhere but into the settings for the program that is to sign.
 */
import { randomBytes } from 'node:crypto';

const keyBytes = 32;
const prefix = 'whsec_';

export function makeWebhookKey(): string {
  return prefix + randomBytes(keyBytes).toString('base64');
}

export function keyOctets(key: string): Buffer {
  return Buffer.from(key.slice(key.startsWith(prefix) ? prefix.length : 0), 'base64');
}
