/** The filter box's behaviour: typing filters, Esc clears, and Esc, Enter and the down arrow lead on to the list. */
import type { PageStore } from '../state/page-state.ts';

export interface FilterTargets {
  readonly store: PageStore;
  /** A filter must see every message, so older pages are read. */
  readonly readOlder: () => void;
  readonly leave: () => void;
}

export function wireFilterBox(box: HTMLInputElement, { store, readOlder, leave }: FilterTargets): void {
  box.addEventListener('input', () => {
    store.set({ filter: box.value.trim() });
    readOlder();
  });
  box.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      box.value = '';
      store.set({ filter: '' });
    }
    if (['Escape', 'Enter', 'ArrowDown'].includes(event.key)) {
      event.preventDefault();
      leave();
    }
  });
}
