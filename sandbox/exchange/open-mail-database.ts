/**
 * The database that holds all mailboxes: SQLite in the data folder, or in memory without a path.
 * Promises: what was accepted survives the end of the process (not of the machine: synchronous is off, for speed).
 */
import { DatabaseSync } from 'node:sqlite';

const schema = `
  create table if not exists messages (
    row integer primary key autoincrement,
    id text not null unique,
    mailbox text not null,
    folder text not null,
    internet_message_id text not null,
    subject text not null,
    is_draft integer not null,
    created_at integer not null,
    modified_at integer not null,
    sent_at integer,
    move_at integer,
    keeps_copy integer not null default 1,
    has_attachments integer not null,
    content text not null
  );
  create index if not exists messages_by_folder on messages (mailbox, folder, row);
  create index if not exists messages_by_mailbox on messages (mailbox);
  create index if not exists messages_by_internet_message_id on messages (internet_message_id, mailbox);
  create index if not exists messages_to_move on messages (move_at) where move_at is not null;
  create table if not exists attachments (
    row integer primary key autoincrement,
    id text not null unique,
    message integer not null references messages (row) on delete cascade,
    name text not null,
    content_type text not null,
    is_inline integer not null,
    content_id text,
    bytes blob not null
  );
  create index if not exists attachments_by_message on attachments (message);
  create table if not exists properties (
    message integer not null references messages (row) on delete cascade,
    mailbox text not null,
    id text not null,
    value text not null collate nocase
  );
  create index if not exists properties_by_value on properties (mailbox, id, value);
  create index if not exists properties_by_message on properties (message);
  create table if not exists sources (
    message integer primary key references messages (row) on delete cascade,
    mime text not null
  );
  create table if not exists pending_reports (
    row integer primary key autoincrement,
    due_at integer not null,
    mailbox text not null,
    content text not null,
    source text not null
  );
  create table if not exists mailbox_states (
    mailbox text primary key,
    state text not null
  );
  create table if not exists acceptances (
    row integer primary key autoincrement,
    accepted_at integer not null,
    tenant text not null,
    mailbox text not null,
    internet_message_id text not null,
    operation text not null,
    request_id text not null,
    message_id text not null,
    recipients integer not null
  );
  create index if not exists acceptances_by_internet_message_id on acceptances (internet_message_id);
  create index if not exists acceptances_by_mailbox on acceptances (mailbox, accepted_at);
`;

export function openMailDatabase(path: string | undefined): DatabaseSync {
  const database = new DatabaseSync(path ?? ':memory:');
  database.exec('pragma journal_mode = wal; pragma synchronous = off; pragma foreign_keys = on;');
  database.exec(schema);
  return database;
}
