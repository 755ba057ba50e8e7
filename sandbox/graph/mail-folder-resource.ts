/** A mail folder as Graph shows it. */
import type { FolderName } from '../exchange/message-content.ts';
import { folderIdOf } from './find-message.ts';
import type { GraphRequest } from './graph-operation.ts';
import type { Resource } from './message-resource.ts';

const displayNames: Readonly<Record<FolderName, string>> = {
  drafts: 'Drafts',
  sentitems: 'Sent Items',
  inbox: 'Inbox',
  outbox: 'Outbox',
  deleteditems: 'Deleted Items',
};

export function toFolderResource({ exchange, mailbox }: GraphRequest, folder: FolderName): Resource {
  return {
    id: folderIdOf(folder),
    displayName: displayNames[folder],
    childFolderCount: 0,
    unreadItemCount: 0,
    totalItemCount: exchange.store.countFolders(mailbox.address).get(folder) ?? 0,
    isHidden: false,
  };
}
