/** What can be asked of a mailbox, and the SQL it becomes. Every question about ids or properties runs on an index. */
import type { SQLInputValue } from 'node:sqlite';
import type { FolderName } from './message-content.ts';

export type Comparison = 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge';
export type TextMatch = 'eq' | 'ne' | 'contains' | 'startswith';

export type Condition =
  | {
      readonly kind: 'text';
      readonly field: 'internetMessageId' | 'subject';
      readonly match: TextMatch;
      readonly value: string;
    }
  | {
      readonly kind: 'time';
      readonly field: 'created' | 'sent' | 'modified';
      readonly comparison: Comparison;
      readonly value: number;
    }
  | { readonly kind: 'flag'; readonly field: 'isDraft' | 'hasAttachments'; readonly value: boolean }
  | { readonly kind: 'property'; readonly id: string; readonly match: TextMatch; readonly value: string };

export interface MessageQuery {
  readonly mailbox: string;
  readonly folder?: FolderName | undefined;
  readonly conditions?: readonly Condition[] | undefined;
  readonly top: number;
  readonly skip: number;
}

export interface Clause {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

const columns = {
  internetMessageId: 'internet_message_id',
  subject: 'subject',
  created: 'created_at',
  sent: 'coalesce(sent_at, created_at)',
  modified: 'modified_at',
  isDraft: 'is_draft',
  hasAttachments: 'has_attachments',
} as const;

const comparisons: Readonly<Record<Comparison, string>> = { eq: '=', ne: '<>', lt: '<', le: '<=', gt: '>', ge: '>=' };

export function toClause({ mailbox, folder, conditions = [] }: MessageQuery): Clause {
  const clauses: readonly Clause[] = [
    { sql: 'mailbox = ?', values: [mailbox] },
    ...(folder === undefined ? [] : [{ sql: 'folder = ?', values: [folder] }]),
    ...conditions.map((condition) => toConditionClause(mailbox, condition)),
  ];
  return { sql: clauses.map(({ sql }) => sql).join(' and '), values: clauses.flatMap(({ values }) => values) };
}

function toConditionClause(mailbox: string, condition: Condition): Clause {
  switch (condition.kind) {
    case 'text':
      return matchText(columns[condition.field], condition);
    case 'time':
      return { sql: `${columns[condition.field]} ${comparisons[condition.comparison]} ?`, values: [condition.value] };
    case 'flag':
      return { sql: `${columns[condition.field]} = ?`, values: [condition.value ? 1 : 0] };
    case 'property':
      return matchProperty(mailbox, condition);
  }
}

function matchProperty(mailbox: string, { id, match, value }: Extract<Condition, { kind: 'property' }>): Clause {
  const inner = matchText('properties.value', { match, value });
  return {
    sql: `row in (select message from properties where properties.mailbox = ? and properties.id = ? and ${inner.sql})`,
    values: [mailbox, id, ...inner.values],
  };
}

function matchText(column: string, { match, value }: { match: TextMatch; value: string }): Clause {
  switch (match) {
    case 'eq':
      return { sql: `${column} = ?`, values: [value] };
    case 'ne':
      return { sql: `${column} <> ?`, values: [value] };
    case 'contains':
      return { sql: `instr(lower(${column}), lower(?)) > 0`, values: [value] };
    case 'startswith':
      return { sql: `lower(substr(${column}, 1, length(?))) = lower(?)`, values: [value, value] };
  }
}
