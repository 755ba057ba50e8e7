/** The mail's MIME source, read when the tab is opened. A very long one is cut on the screen and whole when it is copied or saved. */
import type { ControlClient } from '../control/control-client.ts';
import { copyButton } from '../dom/copy-button.ts';
import { element } from '../dom/element.ts';
import { emptyState } from '../dom/empty-state.ts';
import { bytesOfText, saveButton } from '../dom/save-button.ts';
import type { Place } from '../route.ts';

const shownCharacters = 300_000;

export function sourceTab(control: ControlClient, place: Place, id: string): readonly HTMLElement[] {
  const holder = element('div', { class: 'fill' }, element('p', { class: 'quiet' }, 'Loading…'));
  void control.source(place, id).then(
    (source) => holder.replaceChildren(...sourceContent(source)),
    (error: unknown) => holder.replaceChildren(element('p', { class: 'problem-note', role: 'alert' }, String(error))),
  );
  return [holder];
}

function sourceContent(source: string | undefined): readonly HTMLElement[] {
  if (source === undefined) {
    return [emptyState({ title: 'No source', text: 'The sandbox keeps none for this message.' })];
  }
  const isCut = source.length > shownCharacters;
  const note = isCut
    ? `The first ${shownCharacters.toLocaleString('en-US')} of ${source.length.toLocaleString('en-US')} characters.`
    : '';
  const save = saveButton({ name: 'message.eml', bytes: () => bytesOfText(source) });
  return [
    element(
      'div',
      { class: 'tab-actions' },
      element('span', { class: 'quiet-line' }, note),
      copyButton(() => source),
      save,
    ),
    element('pre', { tabindex: 0 }, source.slice(0, shownCharacters)),
  ];
}
