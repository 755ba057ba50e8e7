/**
 * The host that takes the ranges of large attachments (outlook.office.com): not Graph's, and without its tokens.
 * Promises: the URL that Graph gave is the only credential; a call with an Authorization header is refused as Microsoft's is.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { Hono } from 'hono';
import { type Answer, emptyAnswer, jsonAnswer, toResponse } from '../../answer.ts';
import type { UploadSession } from '../../exchange/upload-sessions.ts';
import type { OperationName } from '../../operation-names.ts';
import { perform, type ServerContext, type ServerEnvironment } from '../../perform.ts';
import { catchRefusal } from '../catch-refusal.ts';
import { makeRequestIds, toErrorAnswer, withGraphHeaders } from '../graph-answer.ts';
import { GraphError, itemNotFound, notBuilt } from '../graph-error.ts';
import type { GraphOptions } from '../graph-pipeline.ts';
import { refuseState } from '../refuse-state.ts';
import { uploadRange } from './upload-range.ts';

type UploadOperation = Extract<OperationName<'graph'>, 'uploadRange' | 'getUploadSession' | 'deleteUploadSession'>;

const operations = {
  PUT: 'uploadRange',
  GET: 'getUploadSession',
  DELETE: 'deleteUploadSession',
} as const satisfies Readonly<Record<string, UploadOperation>>;

export type UploadOptions = Omit<GraphOptions, 'uploadOrigin'>;

export function uploadRoutes(options: UploadOptions): Hono<ServerEnvironment> {
  const app = new Hono<ServerEnvironment>();
  for (const [method, operation] of Object.entries(operations)) {
    app.on(method, '/api/gv1.0/*', (context: ServerContext) => answerUpload(options, context, operation));
  }
  app.notFound((context) => refuseUnknown(options, context));
  return app;
}

async function answerUpload(
  options: UploadOptions,
  context: ServerContext,
  operation: UploadOperation,
): Promise<Response> {
  const { clock, exchange, log, performer } = options;
  const ids = makeRequestIds(context.req.header('client-request-id'));
  // The body is read to its end first, so that a caller who is refused sees the answer and not a reset.
  const bytes = new Uint8Array(await context.req.arrayBuffer());
  const session = exchange.uploads.find(sessionIdOf(context));
  return perform(performer, {
    context,
    call: { service: 'graph', operation, tenant: session?.tenant, mailbox: session?.mailbox },
    run: () => catchRefusal(() => operate(options, { context, operation, bytes }), { ids, clock, log }),
    dress: (answer) => withGraphHeaders(answer, ids, clock.now()),
  });
}

interface Operating {
  readonly context: ServerContext;
  readonly operation: UploadOperation;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

async function operate({ exchange, knobs }: UploadOptions, { context, operation, bytes }: Operating): Promise<Answer> {
  const settings = knobs.get();
  if (settings.latencyMilliseconds > 0) await wait(settings.latencyMilliseconds);
  refuseAuthorization(context);
  // Found again after every wait: another range may have arrived, or the session may have ended.
  const session = exchange.uploads.find(sessionIdOf(context));
  if (session === undefined) throw itemNotFound();
  refuseToken(session, context.req.query('authtoken'));
  refuseState(exchange.states.get(session.mailbox), operation, session.mailbox);
  switch (operation) {
    case 'uploadRange': {
      const { origin, pathname } = new URL(context.req.url);
      const contentRange = context.req.header('content-range') ?? '';
      return uploadRange({ exchange, settings }, { session, contentRange, bytes, url: `${origin}${pathname}` });
    }
    case 'getUploadSession':
      return jsonAnswer(200, {
        expirationDateTime: new Date(session.expiresAt).toISOString(),
        nextExpectedRanges: [`${session.received}-`],
      });
    case 'deleteUploadSession':
      exchange.uploads.close(session);
      return emptyAnswer(204);
  }
}

function sessionIdOf(context: ServerContext): string {
  return /\/AttachmentSessions\('([\w-]+)'\)$/.exec(decodeURIComponent(context.req.path))?.[1] ?? '';
}

function refuseAuthorization(context: ServerContext): void {
  if (context.req.header('authorization') === undefined) return;
  const { origin } = new URL(context.req.url);
  throw new GraphError(
    401,
    'InvalidAudienceForResource',
    `The audience claim value is invalid for current resource. Audience claim is 'https://graph.microsoft.com/', request url is '${origin}' and resource type is 'Exchange'.`,
  );
}

function refuseToken(session: UploadSession, token: string | undefined): void {
  if (token !== session.token) throw new GraphError(401, 'InvalidAuthenticationToken', 'The upload URL is not valid.');
}

function refuseUnknown({ clock, log, performer }: UploadOptions, context: ServerContext): Response {
  const error = notBuilt(`${context.req.method} ${context.req.path} on the upload host`);
  const ids = makeRequestIds(context.req.header('client-request-id'));
  log(`Graph: ${error.message}`);
  performer.counts.count('graph', 'unhandled', error.status);
  return toResponse(withGraphHeaders(toErrorAnswer(error, ids, clock.now()), ids, clock.now()));
}
