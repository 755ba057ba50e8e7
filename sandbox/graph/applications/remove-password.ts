/** `POST …/removePassword`. Who has the value goes on for a while, where servers have not heard of it (`passwordPropagationMilliseconds`). */
import * as z from 'zod';
import { emptyAnswer } from '../../answer.ts';
import { withoutPassword } from '../../directory/app-password.ts';
import { changeApp } from '../../directory/change-app.ts';
import { GraphError } from '../graph-error.ts';
import type { ApplicationOperation } from './application-operation.ts';
import { readAction } from './read-action.ts';

const bodySchema = z.strictObject({ keyId: z.guid() });

export const removePassword: ApplicationOperation = {
  kind: 'write',
  name: 'removePassword',
  run: ({ body, clock, directory, settings, tenant }, app) => {
    const { keyId } = readAction(body, bodySchema);
    const removed = app.secrets.find((secret) => secret.keyId.toLowerCase() === keyId.toLowerCase());
    // What Graph answers to removeKey in this case; for removePassword no answer was seen.
    if (removed === undefined) throw new GraphError(400, 'Request_BadRequest', 'No credentials found to be removed.');
    const change = { now: clock.now(), propagationMilliseconds: settings.passwordPropagationMilliseconds };
    directory.put(changeApp(tenant, app.clientId, (current) => withoutPassword(current, removed.keyId, change)));
    return emptyAnswer(204);
  },
};
