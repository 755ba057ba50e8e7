/** What stands where there is nothing to show: what is missing, and what to do next, with the command to copy. */
import { commandLine } from './command-line.ts';
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
