import { describe, expect, test } from '@jest/globals';
import { GraphError } from '../../../../sandbox/graph/graph-error.ts';
import { parseFilter } from '../../../../sandbox/graph/parse-filter.ts';

const id = 'String {66f5a359-4659-4830-9070-00047ec6ac6e} Name X-Send-Id';

function refusalOf(filter: string): GraphError | undefined {
  try {
    parseFilter(filter);
    return undefined;
  } catch (error) {
    return error instanceof GraphError ? error : undefined;
  }
}

describe('parse filter', () => {
  test('reads a Message-ID, with a quote in it doubled', () => {
    expect(parseFilter("internetMessageId eq '<o''neil@contoso.example>'")).toEqual([
      { kind: 'text', field: 'internetMessageId', match: 'eq', value: "<o'neil@contoso.example>" },
    ]);
  });

  test.each([
    ['Any(ep: ep/id eq', 'ep', 'eq'],
    ['any(p:p/id eq', 'p', 'eq'],
  ])('reads an extended-property lambda written %s', (start, variable, match) => {
    const filter = `singleValueExtendedProperties/${start} '${id}' and ${variable}/value eq 'm1')`;
    expect(parseFilter(filter)).toEqual([{ kind: 'property', id, match, value: 'm1' }]);
  });

  test.each(['contains', 'startswith'])('reads %s in a lambda', (match) => {
    const filter = `singleValueExtendedProperties/Any(ep: ep/id eq '${id}' and ${match}(ep/value, 'm'))`;
    expect(parseFilter(filter)).toEqual([{ kind: 'property', id, match, value: 'm' }]);
  });

  test('normalises the id as the stored one is', () => {
    const filter = `singleValueExtendedProperties/Any(ep: ep/id eq 'Integer 0x0036' and ep/value eq '2')`;
    expect(parseFilter(filter)).toEqual([{ kind: 'property', id: 'Integer 0x36', match: 'eq', value: '2' }]);
  });

  test('joins conditions by and', () => {
    const filter = "isDraft eq false and sentDateTime ge 2026-11-22T10:00:00Z and contains(subject, 'a and b')";
    expect(parseFilter(filter)).toEqual([
      { kind: 'flag', field: 'isDraft', value: false },
      { kind: 'time', field: 'sent', comparison: 'ge', value: Date.UTC(2026, 10, 22, 10) },
      { kind: 'text', field: 'subject', match: 'contains', value: 'a and b' },
    ]);
  });

  test.each([
    "internetMessageId eq '<a@b>",
    'internetMessageId eq',
    "internetMessageId is '<a@b>'",
    "internetMessageId eq '<a@b>' 'x'",
    'sentDateTime ge yesterday',
    "singleValueExtendedProperties/Any(ep: ep/id eq 'no id' and ep/value eq 'x')",
    "singleValueExtendedProperties/Any(ep: ep/id eq 'Integer 0x36' and other/value eq 'x')",
    "' or 1=1 --",
  ])('refuses %j with 400', (filter) => {
    expect(refusalOf(filter)).toMatchObject({ status: 400, code: 'BadRequest' });
  });

  test.each(["subject eq 'a' or subject eq 'b'", "from/emailAddress/address eq 'a@b'", "toString eq 'a'"])(
    'says loudly that %j is not played',
    (filter) => {
      expect(refusalOf(filter)).toMatchObject({ status: 501, code: 'NotImplemented' });
    },
  );
});
