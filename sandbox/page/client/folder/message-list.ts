/**
 * The middle pane: the open folder's messages as one listbox, newest first. The selection is the address bar's message; moving it opens the
 * message. New mails are put in above without moving what the reader looks at. Older pages are read before the reader reaches the end.
 */
import type { MessageSummary } from '../control/control-types.ts';
import { element, setAttributes } from '../dom/element.ts';
import { reconcile } from '../dom/reconcile.ts';
import { isSamePlace, messageIdOf, type Place, placeOf } from '../route.ts';
import type { PageState, PageStore } from '../state/page-state.ts';
import { wireFilterBox } from './filter-box.ts';
import { filterMessages } from './filter-messages.ts';
import { folderNote } from './folder-note.ts';
import { type ListHeader, listHeader } from './list-header.ts';
import { listStep } from './list-step.ts';
import { createMessageRow, messageRowId, updateMessageRow } from './message-row.ts';

export interface MessageList {
  /** Moves the selection as this key does inside the list. */
  press(key: string): void;
  focus(): void;
  focusFilter(): void;
}

export interface ListActions {
  /** The reader chose a message; `isStep` when the selection only passes over it. */
  readonly select: (id: string, isStep: boolean) => void;
  /** The reader wants to read the selected message. */
  readonly enter: () => void;
  readonly readOlder: () => void;
}

interface ListParts {
  readonly header: ListHeader;
  readonly list: HTMLElement;
  readonly note: HTMLElement;
  readonly scroller: HTMLElement;
}

const readAheadPixels = 1_200;

export function mountMessageList(pane: HTMLElement, store: PageStore, actions: ListActions): MessageList {
  const parts = buildParts(pane);
  const { header, list, scroller } = parts;
  let visible: readonly MessageSummary[] = [];
  let shownPlace: Place | undefined;

  const readAhead = (): void => {
    if (scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < readAheadPixels) {
      actions.readOlder();
    }
  };
  const draw = (state: PageState): void => {
    visible = filterMessages(state.folder?.messages ?? [], state.filter);
    drawList(parts, visible, state);
    if (!isSamePlace(shownPlace, placeOf(state.route))) {
      shownPlace = placeOf(state.route);
      scroller.scrollTop = 0;
    }
    readAhead();
  };
  const press = (key: string): boolean => {
    const index = visible.findIndex((message) => message.id === messageIdOf(store.get().route));
    const target = listStep(key, { index, length: visible.length, rowsPerPage: rowsPerPage(parts) });
    const message = target === undefined ? undefined : visible[target];
    if (message !== undefined) {
      actions.select(message.id, true);
      document.getElementById(messageRowId(message.id))?.scrollIntoView({ block: 'nearest' });
    }
    return target !== undefined;
  };

  wireList(list, press, actions);
  scroller.addEventListener('scroll', readAhead, { passive: true });
  wireFilterBox(header.filter, { store, readOlder: actions.readOlder, leave: () => list.focus() });
  store.subscribe(['route', 'folder', 'filter', 'tenants'], draw);
  return { press, focus: () => list.focus(), focusFilter: () => header.filter.select() };
}

function buildParts(pane: HTMLElement): ListParts {
  const header = listHeader();
  const list = element('div', { role: 'listbox', class: 'rows', tabindex: 0, 'aria-label': 'Messages, newest first' });
  const note = element('div', { class: 'list-note' });
  const scroller = element('div', { class: 'scroller' }, list, note);
  pane.append(header.root, scroller);
  return { header, list, note, scroller };
}

function drawList({ header, list, note }: ListParts, visible: readonly MessageSummary[], state: PageState): void {
  const selected = messageIdOf(state.route);
  reconcile(list, visible, {
    keyOf: (message) => message.id,
    create: createMessageRow,
    update: (row, message) => updateMessageRow(row, message, message.id === selected),
  });
  const isSelectedShown = selected !== undefined && visible.some((message) => message.id === selected);
  setAttributes(list, { 'aria-activedescendant': isSelectedShown ? messageRowId(selected) : undefined });
  list.hidden = visible.length === 0;
  header.draw(state, visible.length);
  const below = folderNote(state, visible.length);
  note.replaceChildren(...(below === undefined ? [] : [below]));
}

function rowsPerPage({ list, scroller }: ListParts): number {
  const rowPixels = list.firstElementChild?.clientHeight || 80;
  return Math.max(Math.floor(scroller.clientHeight / rowPixels) - 1, 1);
}

function wireList(list: HTMLElement, press: (key: string) => boolean, { enter, select }: ListActions): void {
  list.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    if (event.key === 'Enter') {
      event.preventDefault();
      enter();
    } else if (press(event.key)) {
      event.preventDefault();
    }
  });
  list.addEventListener('click', (event) => {
    const id = clickedId(event);
    if (id !== undefined) {
      select(id, false);
    }
  });
}

function clickedId(event: MouseEvent): string | undefined {
  return event.target instanceof Element ? event.target.closest<HTMLElement>('[role=option]')?.dataset.key : undefined;
}
