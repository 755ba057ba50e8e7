/**
 * Reads an OData $filter over messages: comparisons and extended-property lambdas, joined by `and`.
 * Promises: what it understands it understands exactly; a filter it does not play is a loud 501, a wrong one a 400.
 */
import { normalizePropertyId } from '../exchange/extended-property-id.ts';
import type { Comparison, Condition, TextMatch } from '../exchange/message-query.ts';
import { readTokens, type Token } from './filter-tokens.ts';
import { badRequest, notBuilt } from './graph-error.ts';

export function parseFilter(filter: string): readonly Condition[] {
  const reader = createReader(readTokens(filter), filter);
  const conditions: Condition[] = [readCondition(reader)];
  while (!reader.atEnd()) {
    const joint = reader.word();
    if (joint !== 'and') throw joint === 'or' ? notBuilt(`'or' in a $filter`) : reader.invalid();
    conditions.push(readCondition(reader));
  }
  return conditions;
}

interface Reader {
  atEnd(): boolean;
  word(): string;
  text(): string;
  sign(expected: '(' | ')' | ',' | ':'): void;
  invalid(): Error;
}

const propertyLambda = /^singleValueExtendedProperties\/any$/i;
const comparisons: readonly Comparison[] = ['eq', 'ne', 'lt', 'le', 'gt', 'ge'];
const textFields = { internetMessageId: 'internetMessageId', subject: 'subject' } as const;
const flagFields = { isDraft: 'isDraft', hasAttachments: 'hasAttachments' } as const;
const timeFields = {
  createdDateTime: 'created',
  sentDateTime: 'sent',
  receivedDateTime: 'sent',
  lastModifiedDateTime: 'modified',
} as const;

function readCondition(reader: Reader): Condition {
  const first = reader.word();
  if (propertyLambda.test(first)) return readPropertyLambda(reader);
  if (first === 'contains' || first === 'startswith') return readTextFunction(reader, first);
  return readComparison(reader, first);
}

function readTextFunction(reader: Reader, match: TextMatch): Condition {
  reader.sign('(');
  const field = findField(textFields, reader.word());
  reader.sign(',');
  const value = reader.text();
  reader.sign(')');
  if (field === undefined) throw notBuilt(`${match}() over this property in a $filter`);
  return { kind: 'text', field, match, value };
}

function readComparison(reader: Reader, property: string): Condition {
  const comparison = readOperator(reader);
  const textField = findField(textFields, property);
  if (textField !== undefined) {
    if (comparison !== 'eq' && comparison !== 'ne') throw notBuilt(`'${comparison}' over ${property} in a $filter`);
    return { kind: 'text', field: textField, match: comparison, value: reader.text() };
  }
  const timeField = findField(timeFields, property);
  if (timeField !== undefined) return { kind: 'time', field: timeField, comparison, value: readInstant(reader) };
  const flagField = findField(flagFields, property);
  if (flagField === undefined) throw notBuilt(`a $filter over '${property}'`);
  const wanted = reader.word() === 'true';
  return { kind: 'flag', field: flagField, value: comparison === 'eq' ? wanted : !wanted };
}

/** `Any(ep: ep/id eq '…' and ep/value eq '…')`, with contains() and startswith() in place of the second `eq`. */
function readPropertyLambda(reader: Reader): Condition {
  reader.sign('(');
  const variable = reader.word();
  reader.sign(':');
  expectWord(reader, `${variable}/id`);
  expectWord(reader, 'eq');
  const id = normalizePropertyId(reader.text());
  expectWord(reader, 'and');
  const { match, value } = readPropertyValue(reader, `${variable}/value`);
  reader.sign(')');
  if (id === undefined) throw reader.invalid();
  return { kind: 'property', id, match, value };
}

function readPropertyValue(reader: Reader, path: string): { match: TextMatch; value: string } {
  const first = reader.word();
  if (first === 'contains' || first === 'startswith') {
    reader.sign('(');
    expectWord(reader, path);
    reader.sign(',');
    const value = reader.text();
    reader.sign(')');
    return { match: first, value };
  }
  if (first !== path) throw reader.invalid();
  const operator = readOperator(reader);
  if (operator !== 'eq' && operator !== 'ne') throw reader.invalid();
  return { match: operator, value: reader.text() };
}

function readOperator(reader: Reader): Comparison {
  const word = reader.word();
  const comparison = comparisons.find((one) => one === word);
  if (comparison === undefined) throw reader.invalid();
  return comparison;
}

function readInstant(reader: Reader): number {
  const instant = Date.parse(reader.word());
  if (Number.isNaN(instant)) throw reader.invalid();
  return instant;
}

function expectWord(reader: Reader, expected: string): void {
  if (reader.word() !== expected) throw reader.invalid();
}

function findField<Field extends string>(fields: Readonly<Record<string, Field>>, name: string): Field | undefined {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

function createReader(tokens: readonly Token[], filter: string): Reader {
  let position = 0;
  const invalid = (): Error =>
    badRequest(`Invalid filter clause: '${filter}' cannot be understood near token ${position}.`);
  const take = (kind: Token['kind']): string => {
    const token = tokens[position];
    if (token?.kind !== kind) throw invalid();
    position += 1;
    return token.value;
  };
  return {
    atEnd: () => position >= tokens.length,
    word: () => take('word'),
    text: () => take('text'),
    sign: (expected) => {
      if (take('sign') !== expected) throw invalid();
    },
    invalid,
  };
}
