/** All parked messages by tenant and code, with what each code says: the overview of a list that may be long. */
import type { ParkedCount } from '../control/ledger-types.ts';
import { element } from '../dom/element.ts';
import { formatCount } from '../format/format-size.ts';
import { codeSentences } from './code-sentences.ts';
import { tenantName } from './message-facts.ts';

export function countsTable(counts: readonly ParkedCount[]): HTMLElement {
  const heads = ['Messages', 'Tenant', 'Code', 'What it says'].map((name, index) =>
    element('th', { scope: 'col', class: index === 0 ? 'number' : undefined }, name),
  );
  const rows = counts.map(({ tenant, code, messages }) =>
    element(
      'tr',
      {},
      element('td', { class: 'number' }, formatCount(messages)),
      element('td', {}, tenantName(tenant)),
      element('td', {}, element('code', {}, code)),
      element('td', { class: 'sentence' }, codeSentences[code] ?? ''),
    ),
  );
  return element(
    'table',
    { class: 'counts', 'aria-label': 'Parked messages by tenant and code' },
    element('thead', {}, element('tr', {}, ...heads)),
    element('tbody', {}, ...rows),
  );
}
