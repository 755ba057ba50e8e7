/**
 * What Postbus keeps back: its holds, then the parked messages, newest first, each with the command to copy. It only shows: nothing here acts
 * on Postbus. j, k and the arrows go from command to command; what arrives or leaves moves neither the reader's focus nor his place.
 */
import { reconcile } from '../dom/reconcile.ts';
import { rovingFocus } from '../dom/roving-focus.ts';
import type { PageState, PageStore } from '../state/page-state.ts';
import { sandboxNow } from '../state/sandbox-now.ts';
import { holdCards } from './hold-card.ts';
import { parkedNote } from './parked-note.ts';
import { buildParkedParts, drawAround } from './parked-parts.ts';
import { parkedRows } from './parked-row.ts';

export interface ParkedView {
  /** Moves the focus as this key does inside the view. */
  press(key: string): void;
}

export function mountParkedView(pane: HTMLElement, store: PageStore): ParkedView {
  const parts = buildParkedParts(pane);
  const focus = rovingFocus(pane, '.command button');

  const draw = (state: PageState): void => {
    const { ledger, problem } = state.parked;
    const now = sandboxNow(state);
    focus.around(() => {
      drawAround(parts, ledger, problem);
      reconcile(parts.holds, ledger?.holds ?? [], holdCards(now));
      reconcile(parts.messages, ledger?.parked.messages ?? [], parkedRows(now));
      const note = parkedNote(state);
      parts.note.replaceChildren(...(note === undefined ? [] : [note]));
    });
  };

  pane.addEventListener('keydown', (event) => {
    const isOurs = !(event.ctrlKey || event.metaKey || event.altKey) && focus.press(event.key);
    if (isOurs) {
      event.preventDefault();
    }
  });
  store.subscribe(['parked', 'connection', 'clockOffsetMilliseconds'], draw);
  return { press: focus.press };
}
