/** GET /users/{id}/mailFolders. */
import { jsonAnswer } from '../../answer.ts';
import { folderNames } from '../../exchange/message-content.ts';
import type { GraphOperation } from '../graph-operation.ts';
import { toFolderResource } from '../mail-folder-resource.ts';

export const listMailFolders: GraphOperation = {
  name: 'listMailFolders',
  permission: 'Mail.ReadBasic',
  run: (request) => jsonAnswer(200, { value: folderNames.map((folder) => toFolderResource(request, folder)) }),
};
