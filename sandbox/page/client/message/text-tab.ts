/** The mail as text. Graph stores one body; where that is HTML, its words are shown and the tab says that they are ours. */
import type { StoredMessage } from '../control/control-types.ts';
import { copyButton } from '../dom/copy-button.ts';
import { element } from '../dom/element.ts';
import { emptyState } from '../dom/empty-state.ts';
import { isHtml, textOfHtml } from './message-body.ts';

export function textTab(message: StoredMessage): readonly HTMLElement[] {
  const content = message.body?.content ?? '';
  const text = isHtml(message) ? textOfHtml(content) : content;
  if (text === '') {
    return [emptyState({ title: 'No text', text: 'The body is empty.' })];
  }
  const origin = isHtml(message)
    ? 'The words of the HTML body. The message has no text of its own.'
    : 'Sent as plain text.';
  return [
    element(
      'div',
      { class: 'tab-actions' },
      element('span', { class: 'quiet-line' }, origin),
      copyButton(() => text),
    ),
    element('pre', { class: 'prose', tabindex: 0 }, text),
  ];
}
