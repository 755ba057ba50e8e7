/** Finds the message, or the folder, that a Graph path names; refuses as Graph does when it is not there. */
import { isItemId } from '../exchange/item-id.ts';
import { type FolderName, folderNames, type StoredMessage } from '../exchange/message-content.ts';
import { itemNotFound, malformedId } from './graph-error.ts';
import type { GraphRequest } from './graph-operation.ts';

export function findMessage({ exchange, mailbox, params }: GraphRequest): StoredMessage {
  const id = params.message ?? '';
  if (!isItemId(id)) throw malformedId();
  const message = exchange.store.find(mailbox.address, id);
  if (message === undefined) throw itemNotFound();
  return message;
}

/** Folders go by their well-known name, in any case, or by the id the folder list shows. */
export function findFolder({ params }: GraphRequest): FolderName {
  const wanted = params.folder ?? '';
  const found = folderNames.find((name) => name === wanted.toLowerCase() || folderIdOf(name) === wanted);
  if (found === undefined) throw malformedId();
  return found;
}

/** The same in every mailbox, which the real ids are not: nobody should compare them across mailboxes. */
export function folderIdOf(folder: FolderName): string {
  return `AQMk${Buffer.from(`postbus-sandbox-folder-${folder}`).toString('base64url')}AAA=`;
}
