/** The head of the list: which folder this is, the filter box, and how many messages there are. */
import { element } from '../dom/element.ts';
import { formatCount } from '../format/format-size.ts';
import { formatRoute, startRoute } from '../route.ts';
import type { FolderState, PageState } from '../state/page-state.ts';
import { folderLabels } from '../tenants/tenant-rows.ts';

export interface ListHeader {
  readonly root: HTMLElement;
  readonly filter: HTMLInputElement;
  draw(state: PageState, visibleCount: number): void;
}

export function listHeader(): ListHeader {
  const title = element('h2', {});
  const mailbox = element('p', { class: 'quiet-line' });
  const count = element('p', { class: 'list-count', role: 'status' });
  const filter = element('input', {
    type: 'search',
    id: 'filter',
    placeholder: 'Filter  ( / )',
    'aria-label': 'Filter messages by subject, recipient or Message-ID',
    autocomplete: 'off',
    spellcheck: 'false',
  });
  const back = element('a', { class: 'back', href: formatRoute(startRoute) }, 'Mailboxes');
  const root = element('header', { class: 'pane-head' }, back, title, mailbox, filter, count);
  return {
    root,
    filter,
    draw: ({ folder, filter: text }, visibleCount) => {
      root.hidden = folder === undefined;
      if (folder === undefined) {
        return;
      }
      title.textContent = folderLabels[folder.place.folder];
      mailbox.textContent = folder.place.mailbox;
      const line = countLine(folder, text, visibleCount);
      // A status is read aloud when it is written, even with the same words.
      if (count.textContent !== line) {
        count.textContent = line;
      }
    },
  };
}

function countLine({ messages, total, progress }: FolderState, filter: string, visibleCount: number): string {
  if (total === 0) {
    return '';
  }
  if (filter !== '') {
    const searched =
      messages.length < total ? `, searched ${formatCount(messages.length)} of ${formatCount(total)}` : '';
    return `${formatCount(visibleCount)} of ${formatCount(total)}${searched}${progress === 'loading' ? '…' : ''}`;
  }
  return `${formatCount(total)} ${total === 1 ? 'message' : 'messages'}`;
}
