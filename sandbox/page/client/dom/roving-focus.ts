/**
 * Many buttons as one stop of the Tab key: the arrow keys, j and k go from one to the next. The browser's own focus moves, so Enter and Space press the
 * button as they always do. When the focused button leaves the page, its neighbour gets the focus.
 */
import { listStep } from '../folder/list-step.ts';

export interface RovingFocus {
  /** Moves the focus as this key says; false is "not our key". */
  press(key: string): boolean;
  /** Runs what changes the container, and puts focus and Tab stop right afterwards. */
  around(change: () => void): void;
}

const rowsPerPage = 8;

export function rovingFocus(container: HTMLElement, selector: string): RovingFocus {
  let current: HTMLElement | undefined;
  let index = 0;
  const buttons = (): readonly HTMLElement[] => [...container.querySelectorAll<HTMLElement>(selector)];

  const stopAt = (all: readonly HTMLElement[], wanted: number): void => {
    index = Math.max(Math.min(wanted, all.length - 1), 0);
    current = all[index];
    for (const button of all) {
      button.tabIndex = button === current ? 0 : -1;
    }
  };

  container.addEventListener('focusin', ({ target }) => {
    const all = buttons();
    const found = target instanceof HTMLElement ? all.indexOf(target) : -1;
    if (found !== -1) {
      stopAt(all, found);
    }
  });
  return {
    press: (key) => {
      const all = buttons();
      const isInside = current !== undefined && current === document.activeElement;
      const target = listStep(key, { index: isInside ? index : index - 1, length: all.length, rowsPerPage });
      all[target ?? -1]?.focus();
      return target !== undefined;
    },
    around: (change) => {
      const hadFocus = current !== undefined && current === document.activeElement;
      change();
      const all = buttons();
      const kept = current === undefined ? -1 : all.indexOf(current);
      stopAt(all, kept === -1 ? index : kept);
      if (hadFocus && current !== document.activeElement) {
        current?.focus();
      }
    },
  };
}
