/**
 * The mail as its reader would see it, in a frame with an empty `sandbox`: no script, no origin, no forms, no pop-ups. What was kept from loading, and
 * inline images whose attachment is missing, are told above it.
 */
import type { StoredMessage } from '../control/control-types.ts';
import { element } from '../dom/element.ts';
import { emptyState } from '../dom/empty-state.ts';
import { isolateHtml } from '../frame/isolate-html.ts';
import { forInertDocument } from '../frame/trusted-html.ts';
import { isHtml } from './message-body.ts';

export function htmlTab(message: StoredMessage): readonly HTMLElement[] {
  if (!isHtml(message)) {
    return [emptyState({ title: 'No HTML', text: 'This message was sent as plain text; the Text tab shows it.' })];
  }
  const isolated = isolateHtml(message.body?.content ?? '', message.attachments ?? []);
  const frame = element('iframe', {
    sandbox: '',
    title: 'Message body',
    referrerpolicy: 'no-referrer',
    class: 'mail-frame',
  });
  frame.srcdoc = forInertDocument(isolated.srcdoc);
  return [...blockedNote(isolated.blockedHosts), ...missingNote(isolated.missingContentIds), frame];
}

function blockedNote(hosts: readonly string[]): readonly HTMLElement[] {
  if (hosts.length === 0) {
    return [];
  }
  const names = [...new Set(hosts)];
  const shown = names.slice(0, 3).join(', ') + (names.length > 3 ? ` and ${names.length - 3} more` : '');
  return [
    element(
      'p',
      { class: 'note' },
      `Remote content was not loaded: ${hosts.length} ${hosts.length === 1 ? 'reference' : 'references'} to ${shown}.`,
    ),
  ];
}

function missingNote(contentIds: readonly string[]): readonly HTMLElement[] {
  return [...new Set(contentIds)].map((contentId) =>
    element(
      'p',
      { class: 'note warning' },
      `The HTML refers to cid:${contentId}, and no attachment has that contentId.`,
    ),
  );
}
