/**
 * Upload sessions: a large attachment that arrives in ranges, before it becomes part of its draft.
 * Promises: ranges are kept in the order they came; a session is gone once it expired, was closed, or the process ended
 * (it is in memory only, so a caller has to be able to begin again).
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { NewAttachment, StoredMessage } from './message-content.ts';

/** What the caller announced before the first byte. */
export interface AnnouncedFile extends Omit<NewAttachment, 'bytes'> {
  readonly size: number;
}

export interface UploadSession {
  readonly id: string;
  /** In the upload's URL, and the only credential there. */
  readonly token: string;
  readonly tenant: string;
  readonly mailbox: string;
  readonly messageId: string;
  readonly file: AnnouncedFile;
  readonly expiresAt: number;
  /** Bytes that have arrived: the next range begins here. */
  readonly received: number;
}

export interface UploadSessions {
  open(message: StoredMessage, options: { file: AnnouncedFile; tenant: string; seconds: number }): UploadSession;
  find(id: string): UploadSession | undefined;
  append(session: UploadSession, range: Uint8Array<ArrayBuffer>): UploadSession;
  bytes(session: UploadSession): Uint8Array<ArrayBuffer>;
  close(session: UploadSession): void;
  clear(): void;
}

interface OpenUpload {
  readonly session: UploadSession;
  readonly ranges: readonly Uint8Array<ArrayBuffer>[];
}

export function createUploadSessions(clock: Clock): UploadSessions {
  const uploads = new Map<string, OpenUpload>();
  const forgetExpired = (): void => {
    for (const { session } of uploads.values()) {
      if (session.expiresAt <= clock.now()) uploads.delete(session.id);
    }
  };
  return {
    open: ({ id: messageId, mailbox }, { file, tenant, seconds }) => {
      forgetExpired();
      const [id, token] = [randomUUID(), randomBytes(32).toString('base64url')];
      const expiresAt = clock.now() + seconds * 1_000;
      const session = { id, token, tenant, mailbox, messageId, file, expiresAt, received: 0 };
      uploads.set(id, { session, ranges: [] });
      return session;
    },
    find: (id) => {
      forgetExpired();
      return uploads.get(id)?.session;
    },
    append: (session, range) => {
      const ranges = [...(uploads.get(session.id)?.ranges ?? []), range];
      const grown = { ...session, received: session.received + range.byteLength };
      uploads.set(session.id, { session: grown, ranges });
      return grown;
    },
    bytes: ({ id }) => new Uint8Array(Buffer.concat([...(uploads.get(id)?.ranges ?? [])])),
    close: ({ id }) => {
      uploads.delete(id);
    },
    clear: () => uploads.clear(),
  };
}
