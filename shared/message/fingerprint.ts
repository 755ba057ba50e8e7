/** A short stable hash of what a message says: the same id with another fingerprint is another message under a used id. */
import { createHash } from 'node:crypto';
import type { Message } from './message.ts';

/** SHA-256 in hex, first 32 digits. `expiresAt` and `tags` are about the sending and not the mail, so they do not count. */
export function fingerprintOf(message: Message): string {
  const { expiresAt: _expiresAt, tags: _tags, ...content } = message;
  return shortHash(JSON.stringify(content, withSortedKeys));
}

/** 128 bits of SHA-256 over the parts, each ended by a NUL that none of them may hold. */
export function shortHash(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex').slice(0, 32);
}

function withSortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
