/** Writes messages into the database: a message with its attachments and properties in one transaction. */
import type { DatabaseSync } from 'node:sqlite';
import { makeItemId } from './item-id.ts';
import { toMessage } from './mail-row.ts';
import type { FolderName, MessageContent, NewAttachment, StoredAttachment, StoredMessage } from './message-content.ts';
import { inTransaction, type MessageStatements } from './message-statements.ts';

export interface NewMessage {
  readonly mailbox: string;
  readonly folder: FolderName;
  readonly content: MessageContent;
  readonly attachments: readonly NewAttachment[];
  readonly now: number;
  /** MIME source of a message that came from outside; it is no draft. Absent: a draft, whose source is made when asked for. */
  readonly source?: string | undefined;
}

export interface MessageWriter {
  add(message: NewMessage): StoredMessage;
  addAttachment(message: StoredMessage, attachment: NewAttachment): StoredAttachment;
  replaceContent(message: StoredMessage, content: MessageContent, now: number): StoredMessage;
  /** Puts the message into another folder, under a new id unless it keeps its own. */
  move(message: StoredMessage, folder: FolderName, options: { keepsId: boolean; now: number }): StoredMessage;
  remove(message: StoredMessage): void;
  removeMailbox(mailbox: string): void;
  clear(): void;
}

type Row = number | bigint;

export function createMessageWriter(database: DatabaseSync, statements: MessageStatements): MessageWriter {
  return {
    add: (message) => inTransaction(database, () => addMessage(statements, message)),
    addAttachment: (message, attachment) =>
      inTransaction(database, () => {
        if (!attachment.isInline) statements.markAttachments.run(message.row);
        return addAttachment(statements, message.row, attachment);
      }),
    replaceContent: (message, content, now) =>
      inTransaction(database, () => {
        const { internetMessageId, subject } = content;
        statements.replaceContent.run(internetMessageId, subject, JSON.stringify(content), now, message.row);
        statements.removeProperties.run(message.row);
        addProperties(statements, message.row, { mailbox: message.mailbox, content });
        return read(statements, message.row);
      }),
    move: (message, folder, { keepsId, now }) => {
      const id = keepsId ? message.id : makeItemId();
      statements.move.run(id, folder, now, message.row);
      return { ...message, id, folder, isSubmitted: false, modifiedAt: now };
    },
    remove: (message) => {
      statements.remove.run(message.row);
    },
    removeMailbox: (mailbox) => {
      statements.removeMailbox.run(mailbox);
    },
    clear: () => database.exec('delete from messages; delete from acceptances;'),
  };
}

function addMessage(statements: MessageStatements, message: NewMessage): StoredMessage {
  const { attachments, content, folder, mailbox, now, source } = message;
  const { internetMessageId, subject } = content;
  const hasAttachments = attachments.some(({ isInline }) => !isInline) ? 1 : 0;
  const head = [makeItemId(), mailbox, folder, internetMessageId, subject];
  const times = source === undefined ? [1, now, now, null] : [0, now, now, now];
  const { lastInsertRowid } = statements.add.run(...head, ...times, hasAttachments, JSON.stringify(content));
  if (source !== undefined) statements.addSource.run(lastInsertRowid, source);
  addProperties(statements, lastInsertRowid, message);
  for (const attachment of attachments) addAttachment(statements, lastInsertRowid, attachment);
  return read(statements, lastInsertRowid);
}

function addProperties(
  statements: MessageStatements,
  row: Row,
  { mailbox, content }: { mailbox: string; content: MessageContent },
): void {
  for (const { id, value } of content.singleValueExtendedProperties) {
    statements.addProperty.run(row, mailbox, id, value);
  }
}

function addAttachment(statements: MessageStatements, row: Row, attachment: NewAttachment): StoredAttachment {
  const { name, contentType, isInline, contentId, bytes } = attachment;
  const id = makeItemId();
  statements.addAttachment.run(id, row, name, contentType, isInline ? 1 : 0, contentId ?? null, bytes);
  return { ...attachment, id };
}

function read(statements: MessageStatements, row: Row): StoredMessage {
  const found = statements.byRow.get(row);
  if (found === undefined) throw new Error(`The message in row ${row} is gone.`);
  return toMessage(found);
}
