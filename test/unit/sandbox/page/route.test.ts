import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatRoute, parseRoute, type Route } from '../../../../sandbox/page/client/route.ts';

const place = { tenant: 'contoso', mailbox: 'noreply@contoso.example', folder: 'sentitems' } as const;

describe('route', () => {
  test('keeps an address readable in the address bar', () => {
    expect(formatRoute({ kind: 'folder', place })).toBe('#/contoso/noreply@contoso.example/sentitems');
  });

  test('finds its way back from any address it made', () => {
    const word = fc.string({ minLength: 1, unit: 'grapheme' });
    fc.assert(
      fc.property(word, word, word, (tenant, mailbox, id) => {
        const route: Route = { kind: 'message', place: { tenant, mailbox, folder: 'drafts' }, id };
        expect(parseRoute(formatRoute(route))).toEqual(route);
      }),
    );
  });

  test('leads to the inventory of credentials, and from it back', () => {
    expect(formatRoute({ kind: 'credentials' })).toBe('#/credentials');
    expect(parseRoute('#/credentials')).toEqual({ kind: 'credentials' });
    expect(parseRoute('#/credentials/a@b')).toEqual({ kind: 'start' });
  });

  test('keeps the Parked view apart from a tenant of that name', () => {
    expect(formatRoute({ kind: 'parked' })).toBe('#/parked');
    expect(parseRoute('#/parked')).toEqual({ kind: 'parked' });
    expect(parseRoute('#/parked/a@b/drafts')).toEqual({
      kind: 'folder',
      place: { tenant: 'parked', mailbox: 'a@b', folder: 'drafts' },
    });
  });

  test.each([
    '',
    '#',
    '#/parked/a@b',
    '#/',
    '#/contoso',
    '#/contoso/a@b/inbox',
    '#/contoso/a@b/drafts/1/2',
    '#/%4/a@b/drafts',
  ])('leads from %j to the start', (hash) => {
    expect(parseRoute(hash)).toEqual({ kind: 'start' });
  });
});
