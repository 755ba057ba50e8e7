import { describe, expect, test } from '@jest/globals';
import { parseRouteTemplate } from '../../../../sandbox/functions-host/route-template.ts';

describe('route template', () => {
  test.each([
    ['health', 'health', {}],
    ['health', 'HEALTH/', {}],
    ['mail/{tenant}', 'mail/Contoso', { tenant: 'Contoso' }],
    ['items/{id:int}/{part?}', 'items/7', { id: '7' }],
    ['items/{id:int}/{part?}', 'items/7/abc', { id: '7', part: 'abc' }],
    ['{id:int?}', '', {}],
    ['files/{*path}', 'files/a/b.txt', { path: 'a/b.txt' }],
    ['files/{*path}', 'files', { path: '' }],
  ])('%s matches %j', (template, path, params) => {
    expect(parseRouteTemplate(template).match(path)).toEqual(params);
  });

  test.each([
    ['health', 'health/deep'],
    ['items/{id:int}', 'items/seven'],
    ['items/{id:int}', 'items'],
    ['{id:int?}', 'seven'],
    ['mail/{tenant}', 'other/contoso'],
  ])('%s does not match %j', (template, path) => {
    expect(parseRouteTemplate(template).match(path)).toBeUndefined();
  });

  test('prefers literals to constrained parameters, those to free ones, and a catch-all last', () => {
    const texts = ['{*all}', 'a/{b}', 'a/b', 'a/{b:int}'];

    const ordered = texts.map(parseRouteTemplate).toSorted((a, b) => (a.precedence < b.precedence ? -1 : 1));

    expect(ordered.map((template) => template.text)).toEqual(['a/b', 'a/{b:int}', 'a/{b}', '{*all}']);
  });

  test.each(['{id:nonsense}', 'a{b}', '{', '{a'])('refuses %j', (template) => {
    expect(() => parseRouteTemplate(template)).toThrow(`route "${template}"`);
  });
});
