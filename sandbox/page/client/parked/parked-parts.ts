/** The fixed elements of the Parked view, and what is drawn into them but for the two lists. */
import type { Ledger } from '../control/ledger-types.ts';
import { commandLine } from '../dom/command-line.ts';
import { drawIfOther } from '../dom/draw-if-other.ts';
import { element } from '../dom/element.ts';
import { counted } from '../format/counted.ts';
import { formatCount } from '../format/format-size.ts';
import { formatRoute, startRoute } from '../route.ts';
import { countsTable } from './parked-counts.ts';

export interface ParkedParts {
  readonly count: HTMLElement;
  readonly problem: HTMLElement;
  readonly note: HTMLElement;
  readonly holdsPart: HTMLElement;
  readonly holds: HTMLElement;
  readonly messagesPart: HTMLElement;
  readonly counts: HTMLElement;
  readonly messages: HTMLElement;
  readonly more: HTMLElement;
}

export function buildParkedParts(pane: HTMLElement): ParkedParts {
  const count = element('p', { class: 'list-count', role: 'status' });
  const problem = element('div', {});
  const note = element('div', {});
  const holds = element('ul', { class: 'holds' });
  const counts = element('div', { class: 'counts-area' });
  const messages = element('ul', { class: 'parked-rows' });
  const more = element('div', { class: 'parked-more' });
  const holdsPart = element('section', {}, element('h3', {}, 'Holds'), holds);
  const messagesPart = element('section', {}, element('h3', {}, 'Messages'), counts, messages, more);
  const scroller = element('div', { class: 'scroller parked-view' }, note, holdsPart, messagesPart);
  pane.append(head(count), problem, scroller);
  return { count, problem, note, holdsPart, holds, messagesPart, counts, messages, more };
}

function head(count: HTMLElement): HTMLElement {
  const promise = 'Kept out of the queue until something is repaired. This page only shows: copy a command to act.';
  return element(
    'header',
    { class: 'pane-head' },
    element('a', { class: 'back', href: formatRoute(startRoute) }, 'Mailboxes'),
    element('h2', {}, 'Parked'),
    element('p', { class: 'quiet-line wrapped' }, promise),
    count,
  );
}

export function drawAround(parts: ParkedParts, ledger: Ledger | undefined, problem: string | undefined): void {
  const { holds = [], parked } = ledger ?? {};
  const { total = 0, counts = [], messages = [] } = parked ?? {};
  parts.holdsPart.hidden = holds.length === 0;
  parts.messagesPart.hidden = total === 0;
  // A status is read aloud when it is written, even with the same words.
  const line = ledger === undefined ? '' : `${counted(total, 'message')}, ${counted(holds.length, 'hold')}`;
  if (parts.count.textContent !== line) {
    parts.count.textContent = line;
  }
  drawIfOther(parts.problem, problem ?? '', () =>
    problem === undefined ? [] : [element('p', { class: 'problem-note', role: 'alert' }, problem)],
  );
  drawIfOther(parts.counts, counts, () => [countsTable(counts)]);
  drawIfOther(parts.more, [messages.length, total], () =>
    messages.length < total ? more(messages.length, total) : [],
  );
}

function more(shown: number, total: number): readonly HTMLElement[] {
  const sentence = `The newest ${formatCount(shown)} of ${formatCount(total)} are listed. All of them:`;
  return [element('p', {}, sentence), commandLine('npx postbus parked')];
}
