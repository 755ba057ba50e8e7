/**
 * Non-delivery reports on their way: each arrives in its mailbox when it is due by the sandbox's clock.
 * Promises: a report arrives exactly once, also after a restart or a jump of the clock; one timer for all of them.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../clock.ts';
import { integer, type Row, text } from './mail-row.ts';
import type { MessageContent } from './message-content.ts';
import { inTransaction } from './message-statements.ts';
import type { Report } from './non-delivery-report.ts';
import { createWakeUp } from './wake-up.ts';

export interface ReportQueueOptions {
  readonly database: DatabaseSync;
  readonly clock: Clock;
  /** Called inside the transaction that takes the report out of the queue. */
  arrive(report: Report): void;
}

export interface ReportQueue {
  add(report: Report, dueAt: number): void;
  removeMailbox(address: string): void;
  reset(): void;
  stop(): void;
}

export function createReportQueue({ database, clock, arrive }: ReportQueueOptions): ReportQueue {
  const statements = prepare(database);
  const wakeUp = createWakeUp(clock, () => deliverDue());

  const deliverDue = (): void => {
    for (const row of statements.due.all(clock.now())) {
      inTransaction(database, () => {
        statements.remove.run(integer(row, 'row'));
        arrive(toReport(row));
      });
    }
    const next = statements.next.get()?.instant;
    if (typeof next === 'number') wakeUp.at(next);
  };
  deliverDue();

  return {
    add: ({ mailbox, content, source }, dueAt) => {
      statements.add.run(dueAt, mailbox, JSON.stringify(content), source);
      if (dueAt > clock.now()) wakeUp.at(dueAt);
      else deliverDue();
    },
    removeMailbox: (address) => {
      statements.removeMailbox.run(address);
    },
    reset: () => database.exec('delete from pending_reports'),
    stop: () => wakeUp.stop(),
  };
}

function toReport(row: Row): Report {
  return {
    mailbox: text(row, 'mailbox'),
    // Written by this process and nobody else, so its shape is known.
    content: JSON.parse(text(row, 'content')) as MessageContent,
    source: text(row, 'source'),
  };
}

function prepare(database: DatabaseSync) {
  return {
    add: database.prepare('insert into pending_reports (due_at, mailbox, content, source) values (?, ?, ?, ?)'),
    due: database.prepare('select * from pending_reports where due_at <= ? order by due_at, row'),
    next: database.prepare('select min(due_at) as instant from pending_reports'),
    remove: database.prepare('delete from pending_reports where row = ?'),
    removeMailbox: database.prepare('delete from pending_reports where mailbox = ?'),
  };
}
