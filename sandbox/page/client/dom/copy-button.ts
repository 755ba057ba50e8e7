/** A button that copies a text and says so for a moment. Where the browser refuses (no focus, no permission), it says that instead. */
import { element } from './element.ts';

const noticeMilliseconds = 1_600;

export function copyButton(text: () => string, label = 'Copy'): HTMLButtonElement {
  const button = element('button', { type: 'button', class: 'button' }, label);
  button.addEventListener('click', () => {
    void navigator.clipboard.writeText(text()).then(
      () => say(button, 'Copied', label),
      () => say(button, 'Could not copy', label),
    );
  });
  return button;
}

function say(button: HTMLButtonElement, notice: string, label: string): void {
  button.textContent = notice;
  setTimeout(() => {
    button.textContent = label;
  }, noticeMilliseconds);
}
