/** What stands where there is nothing to show: what is missing, and what to do next, with the command to copy. */
import { copyButton } from './copy-button.ts';
import { type Child, element } from './element.ts';

export interface EmptyState {
  readonly title: string;
  readonly text?: string;
  readonly command?: string;
}

export function emptyState({ title, text, command }: EmptyState): HTMLElement {
  const lines: readonly Child[] = [
    element('p', { class: 'empty-title' }, title),
    text === undefined ? undefined : element('p', {}, text),
    command === undefined ? undefined : commandLine(command),
  ];
  return element('div', { class: 'empty' }, ...lines);
}

function commandLine(command: string): HTMLElement {
  // Browsers break a line after any hyphen, and `-- send` on two lines is another command: each word is kept whole.
  const words = command.split(' ').flatMap((word) => [element('span', {}, word), ' ']);
  return element(
    'div',
    { class: 'command' },
    element('code', {}, ...words.slice(0, -1)),
    copyButton(() => command),
  );
}
