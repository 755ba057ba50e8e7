/** One parked message: which, why, since when, until when, and the command that shows everything about it. */
import type { ParkedMessage } from '../control/ledger-types.ts';
import { commandLine } from '../dom/command-line.ts';
import { drawIfOther } from '../dom/draw-if-other.ts';
import { element } from '../dom/element.ts';
import type { RowMaker } from '../dom/reconcile.ts';
import { factList } from './fact-list.ts';
import { type MessageFacts, messageFacts, messageKey } from './message-facts.ts';
import { showCommand } from './postbus-command.ts';

export function parkedRows(now: Date): RowMaker<ParkedMessage> {
  return {
    keyOf: messageKey,
    // The command stays the same element: it may have the reader's focus.
    create: (message) =>
      element(
        'li',
        { class: 'parked-row' },
        element('div', { class: 'parked-facts' }),
        commandLine(showCommand(message)),
      ),
    update: (row, message) => {
      const facts = messageFacts(message, now);
      if (row.firstElementChild instanceof HTMLElement) {
        drawIfOther(row.firstElementChild, facts, () => rowContent(facts));
      }
    },
  };
}

function rowContent({ id, owner, code, reason, isInDoubt, facts }: MessageFacts): readonly HTMLElement[] {
  const doubt = element('span', { class: 'badge warning' }, 'in doubt: it may have been sent');
  return [
    element(
      'div',
      { class: 'parked-who' },
      element('span', { class: 'parked-id' }, id),
      element('span', { class: 'quiet-line' }, owner),
    ),
    element(
      'div',
      { class: 'parked-why' },
      element('code', {}, code),
      ...(reason === '' ? [] : [element('span', { class: 'quiet-line' }, reason)]),
      ...(isInDoubt ? [doubt] : []),
    ),
    factList(facts),
  ];
}
