/**
 * The right pane: one message, in six views. The chosen view is kept from message to message, so a reader can step through sources or headers.
 * Drawn anew only when the message itself changed: a frame that is replaced would lose its scroll position.
 */
import type { ControlClient } from '../control/control-client.ts';
import type { StoredMessage } from '../control/control-types.ts';
import { element } from '../dom/element.ts';
import { emptyState } from '../dom/empty-state.ts';
import { type Place, placeOf } from '../route.ts';
import type { MessageState, PageState, PageStore } from '../state/page-state.ts';
import { attachmentsTab } from './attachments-tab.ts';
import { headersTab } from './headers-tab.ts';
import { htmlTab } from './html-tab.ts';
import { jsonTab } from './json-tab.ts';
import { isHtml } from './message-body.ts';
import { backToList, messageHead } from './message-head.ts';
import { sourceTab } from './source-tab.ts';
import { type Tab, type TabBar, tabBar } from './tab-bar.ts';
import { textTab } from './text-tab.ts';

type Shown = Extract<MessageState, { kind: 'shown' }>;

export interface MessageView {
  focus(): void;
}

export function mountMessageView(pane: HTMLElement, store: PageStore, control: ControlClient): MessageView {
  let drawn: MessageState | undefined;
  let chosenTab: string | undefined;
  let tabs: TabBar | undefined;

  const show = (state: Shown): readonly HTMLElement[] => {
    tabs = tabBar(messageTabs(state, control), initialTab(chosenTab, state.message), (name) => {
      chosenTab = name;
    });
    return [messageHead(state.message, state.place), tabs.root];
  };

  store.subscribe(['message', 'route', 'folder'], (state) => {
    if (drawn?.kind === 'shown' && isSameContent(drawn, state.message)) {
      return;
    }
    drawn = state.message;
    const hadFocus = tabs?.root.contains(document.activeElement) === true;
    pane.replaceChildren(...(state.message.kind === 'shown' ? show(state.message) : withoutMessage(state)));
    if (hadFocus) {
      tabs?.focus();
    }
  });
  return { focus: () => tabs?.focus() };
}

function messageTabs({ message, place, id }: Shown, control: ControlClient): readonly Tab[] {
  const count = message.attachments?.length ?? 0;
  return [
    { name: 'html', label: 'HTML', content: () => htmlTab(message) },
    { name: 'text', label: 'Text', content: () => textTab(message) },
    { name: 'headers', label: 'Headers', content: () => headersTab(message) },
    {
      name: 'attachments',
      label: count === 0 ? 'Attachments' : `Attachments (${count})`,
      content: () => attachmentsTab(message),
    },
    { name: 'source', label: 'Source', content: () => sourceTab(control, place, id) },
    { name: 'json', label: 'JSON', content: () => jsonTab(message) },
  ];
}

/** The reader's choice, unless it would show him that there is nothing. */
function initialTab(chosen: string | undefined, message: StoredMessage): string {
  const body = isHtml(message) ? 'html' : 'text';
  const isPointless =
    (chosen === 'html' && body === 'text') || (chosen === 'attachments' && (message.attachments ?? []).length === 0);
  return chosen === undefined || isPointless ? body : chosen;
}

/** Read again after an event, a message is another object with, mostly, the same content. */
function isSameContent(drawn: Shown, next: MessageState): boolean {
  if (drawn === next) {
    return true;
  }
  return next.kind === 'shown' && drawn.id === next.id && JSON.stringify(drawn) === JSON.stringify(next);
}

function withoutMessage({ message, route, folder }: PageState): readonly HTMLElement[] {
  const place: Place | undefined = placeOf(route);
  switch (message.kind) {
    case 'loading':
      return [element('p', { class: 'quiet' }, 'Loading…')];
    case 'gone':
      return [
        ...(place === undefined ? [] : [backToList(place)]),
        emptyState({
          title: 'This message is no longer here',
          text: 'A draft leaves when it is sent: look in Sent Items.',
        }),
      ];
    case 'problem':
      return [element('p', { class: 'problem-note', role: 'alert' }, message.problem)];
    default:
      return folder === undefined || folder.total === 0
        ? []
        : [emptyState({ title: 'No message selected', text: 'Choose one from the list, or press j and k.' })];
  }
}
