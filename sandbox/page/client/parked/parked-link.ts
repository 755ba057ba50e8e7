/** The way to the Parked view, above the tree: how many messages are parked, and how many holds there are. */

import { drawIfOther } from '../dom/draw-if-other.ts';
import { element, setAttributes } from '../dom/element.ts';
import { counted } from '../format/counted.ts';
import { formatCount } from '../format/format-size.ts';
import { formatRoute, parkedRoute } from '../route.ts';
import type { PageStore } from '../state/page-state.ts';

export function mountParkedLink(pane: HTMLElement, store: PageStore): void {
  const badges = element('span', { class: 'badges' });
  const count = element('span', { class: 'count' });
  const link = element(
    'a',
    { class: 'parked-link', href: formatRoute(parkedRoute), title: 'Parked messages and holds (p)' },
    element('span', { class: 'glyph parked', 'aria-hidden': 'true' }),
    element('span', { class: 'tree-text' }, element('span', { class: 'tree-label' }, 'Parked'), ' ', badges),
    count,
  );
  pane.append(link);
  store.subscribe(['parked', 'route'], ({ parked: { ledger }, route }) => {
    setAttributes(link, { 'aria-current': route.kind === 'parked' ? 'page' : undefined });
    const holds = ledger?.holds.length ?? 0;
    drawIfOther(badges, holds, () =>
      holds === 0 ? [] : [element('span', { class: 'badge problem' }, counted(holds, 'hold'))],
    );
    count.textContent = ledger === undefined ? '' : formatCount(ledger.parked.total);
  });
}
