/** Says whether what the page shows is live. When the sandbox is gone, a banner says since when the page is out of date. */
import { element } from '../dom/element.ts';
import type { ConnectionState, PageStore } from '../state/page-state.ts';

const words: Readonly<Record<ConnectionState['kind'], string>> = {
  connecting: 'Connecting…',
  live: 'Live',
  lost: 'Connection lost',
};

export function mountConnectionStatus(status: HTMLElement, banner: HTMLElement, store: PageStore): void {
  store.subscribe(['connection'], ({ connection }) => {
    status.dataset.kind = connection.kind;
    status.textContent = words[connection.kind];
    banner.replaceChildren(...(connection.kind === 'lost' ? [lostNote(connection.since)] : []));
  });
}

function lostNote(since: Date): HTMLElement {
  const time = since.toLocaleTimeString('en-GB');
  return element(
    'p',
    { class: 'banner' },
    element('strong', {}, 'Connection to the sandbox lost.'),
    ` This page shows how things were at ${time}. It goes on by itself as soon as the sandbox answers; if you stopped it, start it again.`,
  );
}
