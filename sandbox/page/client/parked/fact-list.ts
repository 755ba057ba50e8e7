/** Named values side by side, each with the whole of it on hovering. */
import { element } from '../dom/element.ts';
import type { Fact } from './fact.ts';

export function factList(facts: readonly Fact[]): HTMLElement {
  const items = facts.map(({ name, value, detail }) =>
    element('div', {}, element('dt', {}, name), element('dd', { title: detail || undefined }, value)),
  );
  return element('dl', { class: 'fact-list' }, ...items);
}
