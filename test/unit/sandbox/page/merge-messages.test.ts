import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { appendPage, mergeNewest, withoutMessage } from '../../../../sandbox/page/client/folder/merge-messages.ts';

function messages(...ids: readonly (string | number)[]) {
  return ids.map((id) => ({ id: String(id) }));
}

describe('merge messages', () => {
  test('puts new messages on top and keeps what the page does not reach', () => {
    expect(mergeNewest(messages(3, 2, 1), messages(5, 4, 3), 5)).toEqual(messages(5, 4, 3, 2, 1));
  });

  test('drops a message that left the folder', () => {
    expect(mergeNewest(messages(4, 3, 2, 1), messages(4, 2), 3)).toEqual(messages(4, 2, 1));
  });

  test('asks for more when the page does not meet what is shown', () => {
    expect(mergeNewest(messages(2, 1), messages(9, 8), 9)).toBeUndefined();
  });

  test('takes the page as it is when it is the whole folder', () => {
    expect(mergeNewest(messages(9, 8), messages(2, 1), 2)).toEqual(messages(2, 1));
    expect(mergeNewest(messages(9, 8), [], 0)).toEqual([]);
  });

  test('takes the newest version of a message that is already shown', () => {
    const changed = { id: '2', subject: 'now it has one' };
    expect(mergeNewest(messages(2, 1), [changed], 2)).toEqual([changed, { id: '1' }]);
  });

  test('shows no message twice when arrivals shift the pages', () => {
    expect(appendPage(messages(4, 3), messages(3, 2, 1))).toEqual(messages(4, 3, 2, 1));
  });

  test('is always a gapless, newest-first beginning of the folder, whatever arrived', () => {
    const counts = fc.record({ shown: fc.nat(40), arrived: fc.nat(40), page: fc.integer({ min: 1, max: 20 }) });
    fc.assert(
      fc.property(counts, ({ shown, arrived, page }) => {
        const all = messages(...Array.from({ length: shown + arrived }, (_, index) => shown + arrived - index));
        const merged = mergeNewest(all.slice(arrived), all.slice(0, page), all.length);
        expect(merged ?? []).toEqual(all.slice(0, merged?.length ?? 0));
      }),
    );
  });

  test('takes one message out, and keeps the list itself when there is none', () => {
    const shown = messages(2, 1);
    expect(withoutMessage(shown, '2')).toEqual(messages(1));
    expect(withoutMessage(shown, '7')).toBe(shown);
  });
});
