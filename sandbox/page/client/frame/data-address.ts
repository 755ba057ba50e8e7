/** An attachment as a `data:` address for an image. Anything but a plain media type and base64 becomes harmless instead of part of the address. */
import type { Attachment } from '../control/control-types.ts';

export function dataAddress({ contentType, contentBytes }: Attachment): string {
  const type = /^[\w.+-]+\/[\w.+-]+/.exec(contentType ?? '')?.[0] ?? 'application/octet-stream';
  return `data:${type};base64,${(contentBytes ?? '').replace(/[^\w+/=]/g, '')}`;
}
