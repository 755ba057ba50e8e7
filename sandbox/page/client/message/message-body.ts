/** A message's body as Graph stores it: one content, either HTML or text. */
import type { StoredMessage } from '../control/control-types.ts';
import { forInertDocument } from '../frame/trusted-html.ts';

export function isHtml(message: StoredMessage): boolean {
  return message.body?.contentType?.toLowerCase() === 'html';
}

const blocks = 'p, div, tr, li, h1, h2, h3, h4, h5, h6, table, ul, ol, blockquote, section, article, header, footer';

/** The words of an HTML body, a line for each block; for reading, not what any recipient gets. */
export function textOfHtml(html: string): string {
  const parsed = new DOMParser().parseFromString(forInertDocument(html), 'text/html');
  for (const found of parsed.querySelectorAll('style, script, title')) {
    found.remove();
  }
  for (const found of parsed.querySelectorAll('br')) {
    found.replaceWith('\n');
  }
  for (const found of parsed.querySelectorAll(blocks)) {
    found.append('\n');
  }
  const lines = (parsed.body.textContent ?? '').split('\n').map((line) => line.replace(/\s+/g, ' ').trim());
  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
