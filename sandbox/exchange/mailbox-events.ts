/** What happens in mailboxes, told to whoever listens: the page and tests that wait. */
import type { FolderName, StoredMessage } from './message-content.ts';

export interface MailboxEvent {
  readonly mailbox: string;
  readonly folder: FolderName;
  readonly id: string;
  readonly change: 'created' | 'moved' | 'deleted';
}

export interface MailboxEvents {
  emit(message: StoredMessage, change: MailboxEvent['change']): void;
  /** Returns how to stop listening. */
  listen(listener: (event: MailboxEvent) => void): () => void;
}

export function createMailboxEvents(): MailboxEvents {
  const listeners = new Set<(event: MailboxEvent) => void>();
  return {
    emit: ({ mailbox, folder, id }, change) => {
      for (const listener of [...listeners]) listener({ mailbox, folder, id, change });
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
