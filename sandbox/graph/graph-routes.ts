/**
 * Microsoft Graph v1.0 over HTTPS: which path is which operation.
 * Promises: a path that is not here is answered 501 in Graph's error shape, logged and counted, never a silent 200.
 */
import { Hono } from 'hono';
import { jsonAnswer, toResponse } from '../answer.ts';
import type { ServerContext, ServerEnvironment } from '../perform.ts';
import { addApplicationRoutes } from './applications/application-routes.ts';
import { makeRequestIds, toErrorAnswer, withGraphHeaders } from './graph-answer.ts';
import { notBuilt } from './graph-error.ts';
import type { GraphOperation } from './graph-operation.ts';
import { createGraphPipeline, type GraphOptions } from './graph-pipeline.ts';
import { addAttachment } from './operations/add-attachment.ts';
import { createDraft } from './operations/create-draft.ts';
import { createUploadSession } from './operations/create-upload-session.ts';
import { deleteMessage } from './operations/delete-message.ts';
import { getAttachment } from './operations/get-attachment.ts';
import { getMailFolder } from './operations/get-mail-folder.ts';
import { getMessage } from './operations/get-message.ts';
import { getMime } from './operations/get-mime.ts';
import { listAttachments } from './operations/list-attachments.ts';
import { listMailFolders } from './operations/list-mail-folders.ts';
import { listMessages } from './operations/list-messages.ts';
import { sendDraft } from './operations/send-draft.ts';
import { sendMail } from './operations/send-mail.ts';
import { updateMessage } from './operations/update-message.ts';

type Route = readonly [method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, operation: GraphOperation];

const messagePaths = ['/messages/:message', '/mailFolders/:folder/messages/:message'];

const routes: readonly Route[] = [
  ['POST', '/sendMail', sendMail],
  ['GET', '/mailFolders', listMailFolders],
  ['GET', '/mailFolders/:folder', getMailFolder],
  ...['/messages', '/mailFolders/:folder/messages'].flatMap((path): readonly Route[] => [
    ['GET', path, listMessages],
    ['POST', path, createDraft],
  ]),
  ...messagePaths.flatMap((path): readonly Route[] => [
    ['GET', path, getMessage],
    ['PATCH', path, updateMessage],
    ['DELETE', path, deleteMessage],
    ['POST', `${path}/send`, sendDraft],
    ['GET', `${path}/$value`, getMime],
    ['GET', `${path}/attachments`, listAttachments],
    ['POST', `${path}/attachments`, addAttachment],
    ['GET', `${path}/attachments/:attachment`, getAttachment],
    ['POST', `${path}/attachments/createUploadSession`, createUploadSession],
    // The same action by its qualified name, as the .NET SDK writes it.
    ['POST', `${path}/attachments/microsoft.graph.createUploadSession`, createUploadSession],
  ]),
];

export function graphRoutes(options: GraphOptions): Hono<ServerEnvironment> {
  const app = new Hono<ServerEnvironment>();
  const pipeline = createGraphPipeline(options);
  for (const [method, path, operation] of routes) {
    app.on(method, `/v1.0/users/:user${path}`, (context: ServerContext) => pipeline(context, operation));
  }
  addApplicationRoutes(app, options);
  // Anybody may ask for the service document; it says only that Graph is there.
  app.get('/v1.0', (context) => answerRoot(context));
  app.get('/v1.0/', (context) => answerRoot(context));
  app.notFound((context) => refuseUnknown(context, options));
  return app;
}

function answerRoot(context: ServerContext): Response {
  const { origin } = new URL(context.req.url);
  const value = ['users', 'applications'].map((name) => ({ name, kind: 'EntitySet', url: name }));
  return toResponse(jsonAnswer(200, { '@odata.context': `${origin}/v1.0/$metadata`, value }));
}

function refuseUnknown(context: ServerContext, { clock, log, performer }: GraphOptions): Response {
  const error = notBuilt(`${context.req.method} ${context.req.path}`);
  const ids = makeRequestIds(context.req.header('client-request-id'));
  log(`Graph: ${error.message}`);
  performer.counts.count('graph', 'unhandled', error.status);
  return toResponse(withGraphHeaders(toErrorAnswer(error, ids, clock.now()), ids, clock.now()));
}
