/** What stands below the list: that it is being read, that it is empty and how to fill it, that a filter hides everything, or what went wrong. */
import { element } from '../dom/element.ts';
import { emptyState } from '../dom/empty-state.ts';
import type { FolderState, PageState } from '../state/page-state.ts';
import { sendCommand } from './send-command.ts';

export function folderNote(state: PageState, visibleCount: number): HTMLElement | undefined {
  const { folder } = state;
  if (folder === undefined) {
    return emptyState({
      title: 'Choose a folder',
      text: 'Pick Sent Items or Drafts of a mailbox to see its messages.',
    });
  }
  if (folder.problem !== undefined) {
    return element('p', { class: 'problem-note', role: 'alert' }, folder.problem);
  }
  if (folder.progress === 'loading') {
    return element('p', { class: 'quiet' }, 'Loading…');
  }
  if (visibleCount > 0) {
    return undefined;
  }
  return folder.total > 0
    ? emptyState({ title: 'No message matches the filter', text: 'Esc clears it.' })
    : emptyFolder(state, folder);
}

function emptyFolder(state: PageState, { place }: FolderState): HTMLElement {
  const tenant = state.tenants?.find((candidate) => candidate.key === place.tenant);
  const mailbox = tenant?.mailboxes.find((candidate) => candidate.address === place.mailbox);
  if (state.tenants !== undefined && mailbox === undefined) {
    return emptyState({
      title: 'No such mailbox',
      text: `The sandbox has no mailbox ${place.mailbox} in a tenant ${place.tenant}.`,
    });
  }
  if (mailbox?.inScope === false) {
    return emptyState({
      title: 'Nothing here',
      text: "The app may not use this mailbox: it is outside the app's scope, so Graph answers 403 to every message.",
    });
  }
  if (place.folder === 'drafts') {
    return emptyState({
      title: 'No drafts',
      text: 'A message is here for a moment while it is sent. One that stays was not sent.',
    });
  }
  return emptyState({ title: 'No messages yet', text: 'Send the first one:', command: sendCommand(place.tenant) });
}
