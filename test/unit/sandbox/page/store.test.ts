import { describe, expect, jest, test } from '@jest/globals';
import { createStore } from '../../../../sandbox/page/client/state/store.ts';

function setup() {
  const store = createStore({ count: 0, name: 'a' });
  const view = jest.fn<(state: { readonly count: number; readonly name: string }) => void>();
  store.subscribe(['count'], view);
  return { store, view };
}

describe('store', () => {
  test('draws a new view at once', () => {
    expect(setup().view.mock.calls).toEqual([[{ count: 0, name: 'a' }]]);
  });

  test('tells many changes of one turn once, with the last state', async () => {
    const { store, view } = setup();
    store.set({ count: 1 });
    store.set({ count: 2 });
    await Promise.resolve();
    expect(view).toHaveBeenCalledTimes(2);
    expect(view).toHaveBeenLastCalledWith({ count: 2, name: 'a' });
  });

  test('leaves a view alone when none of its parts changed', async () => {
    const { store, view } = setup();
    store.set({ name: 'b' });
    store.set({ count: 0 });
    await Promise.resolve();
    expect(view).toHaveBeenCalledTimes(1);
  });
});
