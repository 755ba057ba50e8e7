/** Keeps the messages of all mailboxes: its reader and its writer over one database. */
import type { DatabaseSync } from 'node:sqlite';
import { createMessageReader, type MessageReader } from './message-reader.ts';
import { prepareMessageStatements } from './message-statements.ts';
import { createMessageWriter, type MessageWriter } from './message-writer.ts';

export interface MessageStore extends MessageReader, MessageWriter {}

export function createMessageStore(database: DatabaseSync): MessageStore {
  const statements = prepareMessageStatements(database);
  return { ...createMessageReader(statements), ...createMessageWriter(database, statements) };
}
