/**
 * A button that saves bytes as a file. The bytes leave as `application/octet-stream` whatever they claim to be: an HTML attachment must never
 * be opened as a page of this origin.
 */
import { element } from './element.ts';

export interface SavedFile {
  readonly name: string;
  readonly bytes: () => Uint8Array<ArrayBuffer>;
}

export function saveButton(file: SavedFile, label = 'Save'): HTMLButtonElement {
  const button = element('button', { type: 'button', class: 'button', 'aria-label': `${label} ${file.name}` }, label);
  button.addEventListener('click', () => save(file));
  return button;
}

export function bytesOfText(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

export function bytesOfBase64(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

function save(file: SavedFile): void {
  const address = URL.createObjectURL(new Blob([file.bytes()], { type: 'application/octet-stream' }));
  element('a', { href: address, download: file.name }).click();
  // Not at once: Firefox reads the blob after the click has returned.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
