/** Database rows to messages and back: the one place that knows the column types. */
import type { SQLOutputValue } from 'node:sqlite';
import {
  type FolderName,
  folderNames,
  type MessageContent,
  type StoredAttachment,
  type StoredMessage,
} from './message-content.ts';

export type Row = Readonly<Record<string, SQLOutputValue>>;

export function toMessage(row: Row): StoredMessage {
  return {
    row: integer(row, 'row'),
    id: text(row, 'id'),
    mailbox: text(row, 'mailbox'),
    folder: toFolder(text(row, 'folder')),
    isDraft: integer(row, 'is_draft') === 1,
    createdAt: integer(row, 'created_at'),
    modifiedAt: integer(row, 'modified_at'),
    sentAt: row.sent_at === null ? undefined : integer(row, 'sent_at'),
    hasAttachments: integer(row, 'has_attachments') === 1,
    isSubmitted: row.move_at !== null,
    // Written by this process and nobody else, so its shape is known.
    content: JSON.parse(text(row, 'content')) as MessageContent,
  };
}

export function toAttachment(row: Row): StoredAttachment {
  const bytes = row.bytes;
  if (!ArrayBuffer.isView(bytes)) throw new TypeError('The column bytes holds no bytes.');
  return {
    id: text(row, 'id'),
    name: text(row, 'name'),
    contentType: text(row, 'content_type'),
    isInline: integer(row, 'is_inline') === 1,
    contentId: row.content_id === null ? undefined : text(row, 'content_id'),
    bytes: new Uint8Array(bytes),
  };
}

export function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new TypeError(`The column ${column} holds no text.`);
  return value;
}

export function integer(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== 'number') throw new TypeError(`The column ${column} holds no number.`);
  return value;
}

function toFolder(name: string): FolderName {
  const folder = folderNames.find((one) => one === name);
  if (folder === undefined) throw new TypeError(`There is no folder ${name}.`);
  return folder;
}
