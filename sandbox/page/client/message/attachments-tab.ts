/** The attachments with name, type and size, a small picture of images, and a button that saves each. */
import type { Attachment, StoredMessage } from '../control/control-types.ts';
import { element } from '../dom/element.ts';
import { emptyState } from '../dom/empty-state.ts';
import { bytesOfBase64, saveButton } from '../dom/save-button.ts';
import { formatSize } from '../format/format-size.ts';
import { dataAddress } from '../frame/data-address.ts';

export function attachmentsTab(message: StoredMessage): readonly HTMLElement[] {
  const attachments = message.attachments ?? [];
  if (attachments.length === 0) {
    return [emptyState({ title: 'No attachments' })];
  }
  return [element('ul', { class: 'attachments' }, ...attachments.map(attachmentItem))];
}

function attachmentItem(attachment: Attachment): HTMLElement {
  const name = attachment.name || 'unnamed';
  const facts = [attachment.contentType ?? 'unknown type', formatSize(attachment.size ?? 0)];
  if (attachment.isInline === true) {
    facts.push(`inline, cid:${attachment.contentId ?? ''}`);
  }
  return element(
    'li',
    {},
    picture(attachment),
    element(
      'div',
      { class: 'attachment-text' },
      element('strong', {}, name),
      element('span', { class: 'quiet-line' }, facts.join(' · ')),
    ),
    savePart(name, attachment),
  );
}

function savePart(name: string, { contentBytes }: Attachment): HTMLElement {
  if (!contentBytes) {
    return element('span', { class: 'quiet-line' }, 'no content stored');
  }
  return saveButton({ name, bytes: () => bytesOfBase64(contentBytes) });
}

/** An SVG is safe here: a browser runs no script and loads nothing remote for an image. */
function picture(attachment: Attachment): HTMLElement {
  if (attachment.contentType?.startsWith('image/') && attachment.contentBytes) {
    return element('img', { class: 'thumbnail', src: dataAddress(attachment), alt: '' });
  }
  const extension = /\.(\w{1,4})$/.exec(attachment.name ?? '')?.[1] ?? 'file';
  return element('span', { class: 'thumbnail', 'aria-hidden': 'true' }, extension);
}
