/** GET /users/{id}/mailFolders/{id}. */
import { jsonAnswer } from '../../answer.ts';
import { findFolder } from '../find-message.ts';
import type { GraphOperation } from '../graph-operation.ts';
import { toFolderResource } from '../mail-folder-resource.ts';

export const getMailFolder: GraphOperation = {
  name: 'getMailFolder',
  permission: 'Mail.ReadBasic',
  run: (request) => jsonAnswer(200, toFolderResource(request, findFolder(request))),
};
