/**
 * The inventory of credentials, worst first: until when each one lasts, when it was last used and renewed, what is wrong, and the command to
 * copy. It only shows: nothing here acts on Postbus. j, k and the arrows go from command to command.
 */
import { drawIfOther } from '../dom/draw-if-other.ts';
import { element } from '../dom/element.ts';
import { reconcile } from '../dom/reconcile.ts';
import { rovingFocus } from '../dom/roving-focus.ts';
import { counted } from '../format/counted.ts';
import { formatCount } from '../format/format-size.ts';
import { formatRoute, startRoute } from '../route.ts';
import type { PageState, PageStore } from '../state/page-state.ts';
import { sandboxNow } from '../state/sandbox-now.ts';
import { columnNames, needsSomebody } from './credential-facts.ts';
import { credentialRows, toRows } from './credential-rows.ts';
import { credentialsNote } from './credentials-note.ts';

export interface CredentialsView {
  /** Moves the focus as this key does inside the view. */
  press(key: string): void;
}

export function mountCredentialsView(pane: HTMLElement, store: PageStore): CredentialsView {
  const parts = buildParts(pane);
  const focus = rovingFocus(pane, '.command button');

  const draw = (state: PageState): void => {
    const { inventory, problem } = state.credentials;
    const { credentials = [] } = inventory ?? {};
    focus.around(() => {
      parts.table.hidden = credentials.length === 0;
      // A status is read aloud when it is written, even with the same words.
      const line =
        inventory === undefined ? '' : countLine(credentials.length, credentials.filter(needsSomebody).length);
      drawIfOther(parts.count, line, () => [line]);
      drawIfOther(parts.problem, problem ?? '', () =>
        problem === undefined ? [] : [element('p', { class: 'problem-note', role: 'alert' }, problem)],
      );
      reconcile(parts.rows, toRows(credentials), credentialRows(sandboxNow(state)));
      const note = credentialsNote(state);
      parts.note.replaceChildren(...(note === undefined ? [] : [note]));
    });
  };

  pane.addEventListener('keydown', (event) => {
    const isOurs = !(event.ctrlKey || event.metaKey || event.altKey) && focus.press(event.key);
    if (isOurs) {
      event.preventDefault();
    }
  });
  store.subscribe(['credentials', 'connection', 'clockOffsetMilliseconds'], draw);
  return { press: focus.press };
}

function buildParts(pane: HTMLElement) {
  const count = element('p', { class: 'list-count', role: 'status' });
  const problem = element('div', {});
  const note = element('div', {});
  const rows = element('tbody', {});
  const heads = columnNames.map((name) => element('th', { scope: 'col' }, name));
  const table = element(
    'table',
    { class: 'credentials-table', 'aria-label': 'Credentials of the connections' },
    element('thead', {}, element('tr', {}, ...heads)),
    rows,
  );
  pane.append(head(count), problem, element('div', { class: 'scroller credentials-view' }, note, table));
  return { count, problem, note, rows, table };
}

function head(count: HTMLElement): HTMLElement {
  const promise = 'What proves who Postbus is, worst first. This page only shows: copy a command to act.';
  return element(
    'header',
    { class: 'pane-head' },
    element('a', { class: 'back', href: formatRoute(startRoute) }, 'Mailboxes'),
    element('h2', {}, 'Credentials'),
    element('p', { class: 'quiet-line wrapped' }, promise),
    count,
  );
}

function countLine(all: number, due: number): string {
  return `${counted(all, 'connection')}, ${due === 0 ? 'none' : formatCount(due)} to act on`;
}
