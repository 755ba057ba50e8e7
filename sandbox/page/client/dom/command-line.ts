/** A command to read, and a button that copies it. */
import { copyButton } from './copy-button.ts';
import { element } from './element.ts';

export function commandLine(command: string): HTMLElement {
  // Browsers break a line after any hyphen, and `-- send` on two lines is another command: each word is kept whole.
  const words = command.split(' ').flatMap((word) => [element('span', {}, word), ' ']);
  const button = copyButton(() => command);
  // Beside another command's button, "Copy" alone would say nothing to those who hear it.
  button.setAttribute('aria-description', command);
  return element('div', { class: 'command' }, element('code', {}, ...words.slice(0, -1)), button);
}
