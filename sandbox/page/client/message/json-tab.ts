/** The message as Graph stores it. */
import type { StoredMessage } from '../control/control-types.ts';
import { copyButton } from '../dom/copy-button.ts';
import { element } from '../dom/element.ts';
import { bytesOfText, saveButton } from '../dom/save-button.ts';
import { fullJson, jsonParts, readableJson } from './json-text.ts';

export function jsonTab(message: StoredMessage): readonly HTMLElement[] {
  const full = (): string => fullJson(message);
  const save = saveButton({ name: 'message.json', bytes: () => bytesOfText(full()) });
  const parts = jsonParts(readableJson(message)).map(({ kind, text }) =>
    kind === 'plain' ? text : element('span', { class: `json-${kind}` }, text),
  );
  return [
    element(
      'div',
      { class: 'tab-actions' },
      element('span', { class: 'quiet-line' }, 'As Graph stores it.'),
      copyButton(full),
      save,
    ),
    element('pre', { tabindex: 0 }, ...parts),
  ];
}
