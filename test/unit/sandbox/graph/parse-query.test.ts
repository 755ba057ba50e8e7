import { describe, expect, test } from '@jest/globals';
import { parseList, parseShape } from '../../../../sandbox/graph/parse-query.ts';

const id = 'String {66f5a359-4659-4830-9070-00047ec6ac6e} Name X-Send-Id';
const query = (text: string) => new URLSearchParams(text);

describe('parse query', () => {
  test('lists ten messages when nothing is said', () => {
    expect(parseList(query(''))).toMatchObject({ top: 10, skip: 0, conditions: [], select: undefined });
  });

  test('reads an expansion with commas, quotes and a second one after it', () => {
    const expand = `singleValueExtendedProperties($filter=id eq '${id}' or id eq 'Integer 0x0036'),attachments`;
    expect(parseShape(query(`$select=id, subject&$expand=${encodeURIComponent(expand)}`))).toEqual({
      select: ['id', 'subject'],
      extendedProperties: [id, 'Integer 0x36'],
      expandsAttachments: true,
    });
  });

  test.each(['$top=0', '$top=1001', '$top=x', '$skip=-1'])('refuses %s', (text) => {
    expect(() => parseList(query(text))).toThrow(`for ${text.split('=')[0]} query option`);
  });

  test('refuses to expand extended properties without saying which', () => {
    expect(() => parseShape(query('$expand=singleValueExtendedProperties'))).toThrow('needs its own $filter');
  });

  test.each(['$search="x"', '$orderby=subject', '$expand=extensions'])('says loudly that %s is not played', (text) => {
    expect(() => parseList(query(text))).toThrow('does not play');
  });

  test('does not take list options for a single message', () => {
    expect(() => parseShape(query('$filter=isDraft eq true'))).toThrow('does not play');
  });
});
