/** The way to the Credentials view, above the tree: how many need somebody, and how many there are. */
import { drawIfOther } from '../dom/draw-if-other.ts';
import { element, setAttributes } from '../dom/element.ts';
import { formatCount } from '../format/format-size.ts';
import { credentialsRoute, formatRoute } from '../route.ts';
import type { PageStore } from '../state/page-state.ts';
import { needsSomebody, toneOf } from './credential-facts.ts';

export function mountCredentialsLink(pane: HTMLElement, store: PageStore): void {
  const badges = element('span', { class: 'badges' });
  const count = element('span', { class: 'count' });
  const link = element(
    'a',
    {
      class: 'credentials-link',
      href: formatRoute(credentialsRoute),
      title: 'Credentials: what expires, and who acts (c)',
    },
    element('span', { class: 'glyph credentials', 'aria-hidden': 'true' }),
    element('span', { class: 'tree-text' }, element('span', { class: 'tree-label' }, 'Credentials'), ' ', badges),
    count,
  );
  pane.append(link);
  store.subscribe(['credentials', 'route'], ({ credentials: { inventory }, route }) => {
    setAttributes(link, { 'aria-current': route.kind === 'credentials' ? 'page' : undefined });
    const due = inventory?.credentials.filter(needsSomebody) ?? [];
    const tone = due.some(({ findings }) => findings.some((one) => toneOf(one) === 'problem')) ? 'problem' : 'warning';
    drawIfOther(badges, [due.length, tone], () =>
      due.length === 0 ? [] : [element('span', { class: `badge ${tone}` }, `${formatCount(due.length)} to act on`)],
    );
    count.textContent = inventory === undefined ? '' : formatCount(inventory.credentials.length);
  });
}
