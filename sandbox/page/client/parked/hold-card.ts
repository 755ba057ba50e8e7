/** One hold: what is held, why, since when, when Postbus looks again by itself, and the command that lifts it. */
import type { Hold } from '../control/ledger-types.ts';
import { commandLine } from '../dom/command-line.ts';
import { drawIfOther } from '../dom/draw-if-other.ts';
import { element } from '../dom/element.ts';
import type { RowMaker } from '../dom/reconcile.ts';
import { factList } from './fact-list.ts';
import { type HoldFacts, holdFacts, holdKey } from './hold-facts.ts';
import { releaseCommand } from './postbus-command.ts';

export function holdCards(now: Date): RowMaker<Hold> {
  return {
    keyOf: holdKey,
    // The command stays the same element: it may have the reader's focus.
    create: (hold) => element('li', { class: 'hold' }, element('div', {}), commandLine(releaseCommand(hold))),
    update: (card, hold) => {
      const facts = holdFacts(hold, now);
      if (card.firstElementChild instanceof HTMLElement) {
        drawIfOther(card.firstElementChild, facts, () => cardContent(facts));
      }
    },
  };
}

function cardContent({ scope, state, code, sentence, note, facts }: HoldFacts): readonly HTMLElement[] {
  const tone = state === 'held' ? 'problem' : 'warning';
  return [
    element(
      'h4',
      { class: 'hold-scope' },
      element('span', {}, scope),
      ' ',
      element('span', { class: `badge ${tone}` }, state),
    ),
    element('p', { class: 'hold-why' }, element('code', {}, code), ' ', sentence),
    ...(note === '' ? [] : [element('p', { class: 'hold-why' }, note)]),
    factList(facts),
  ];
}
