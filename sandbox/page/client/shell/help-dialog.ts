/** The list of keys, in the browser's own modal dialog: it keeps focus inside and gives it back. */
import { element } from '../dom/element.ts';

const keys: readonly (readonly [string, string])[] = [
  ['j or ↓', 'next message'],
  ['k or ↑', 'previous message'],
  ['Home, End', 'newest, oldest loaded message'],
  ['Enter', 'from the list into the message; in the tree, open a folder'],
  ['← →', 'close and open rows of the tree; change the view of a message'],
  ['/', 'filter the list'],
  ['p', 'parked messages and holds; there, j and k go from command to command, Enter copies it'],
  ['c', 'credentials: what expires, and who acts; the same keys'],
  ['Esc', 'clear the filter; from the message back to the list'],
  ['Tab', 'mailboxes, filter, list, message'],
  ['?', 'this help'],
];

export function mountHelpDialog(dialog: HTMLElement, button: HTMLElement): { open(): void } {
  const close = element('button', { type: 'button', class: 'button' }, 'Close');
  const rows = keys.map(([key, meaning]) =>
    element('tr', {}, element('th', { scope: 'row' }, element('kbd', {}, key)), element('td', {}, meaning)),
  );
  dialog.append(
    element('h2', { id: 'help-title' }, 'Keyboard'),
    element('table', {}, element('tbody', {}, ...rows)),
    close,
  );
  const open = (): void => {
    if (dialog instanceof HTMLDialogElement && !dialog.open) {
      dialog.showModal();
    }
  };
  close.addEventListener('click', () => dialog instanceof HTMLDialogElement && dialog.close());
  button.addEventListener('click', open);
  return { open };
}
