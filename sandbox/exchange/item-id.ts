/** Ids of items as Exchange shapes them: long, opaque, with characters that have to survive a URL. */
import { randomBytes } from 'node:crypto';

export function makeItemId(): string {
  return `AAMk${randomBytes(36).toString('base64url')}AAA=`;
}

/** Graph answers 400 to an id it cannot read and 404 to one that is gone: this tells them apart. */
export function isItemId(text: string): boolean {
  return /^AAMk[\w-]+AAA=$/.test(text);
}
