/**
 * What is wrong with a mailbox, as an administrator would find it: deleted, without a licence, full, or not allowed to send.
 * Promises: a state survives a restart and ends only when somebody heals the mailbox or resets the sandbox.
 */
import type { DatabaseSync } from 'node:sqlite';
import { text } from './mail-row.ts';

export const mailboxStateNames = ['healthy', 'deleted', 'disabled', 'full', 'blocked'] as const;

export type MailboxState = (typeof mailboxStateNames)[number];

export interface MailboxStates {
  get(address: string): MailboxState;
  set(address: string, state: MailboxState): void;
  healAll(): void;
}

export function createMailboxStates(database: DatabaseSync): MailboxStates {
  const put = database.prepare('insert or replace into mailbox_states (mailbox, state) values (?, ?)');
  const remove = database.prepare('delete from mailbox_states where mailbox = ?');
  const removeAll = database.prepare('delete from mailbox_states');
  // Read once: Graph asks at every request.
  const states = new Map<string, MailboxState>();
  for (const row of database.prepare('select * from mailbox_states').all()) {
    const state = mailboxStateNames.find((name) => name === text(row, 'state'));
    if (state !== undefined) states.set(text(row, 'mailbox'), state);
  }

  return {
    get: (address) => states.get(address) ?? 'healthy',
    set: (address, state) => {
      if (state === 'healthy') {
        remove.run(address);
        states.delete(address);
        return;
      }
      put.run(address, state);
      states.set(address, state);
    },
    healAll: () => {
      removeAll.run();
      states.clear();
    },
  };
}
