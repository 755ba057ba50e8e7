/**
 * The way of a request about app registrations: who calls, may they, which one, do it.
 * Promises: one catch, here; a caller without any permission learns nothing about what there is; only registrations of the caller's
 * own tenant are found.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { Answer } from '../../answer.ts';
import type { App } from '../../directory/tenant.ts';
import { perform, type ServerContext } from '../../perform.ts';
import { authenticate, type Caller } from '../authenticate.ts';
import { catchRefusal } from '../catch-refusal.ts';
import { makeRequestIds, withGraphHeaders } from '../graph-answer.ts';
import { GraphError } from '../graph-error.ts';
import type { GraphOptions } from '../graph-pipeline.ts';
import { readBody } from '../read-body.ts';
import { mayReadApplications, mayWriteApplication, mayWriteSome, requestDenied } from './application-access.ts';
import type { ApplicationOperation, ApplicationRequest } from './application-operation.ts';

export function createApplicationPipeline(options: GraphOptions) {
  const { clock, directory, log, performer } = options;

  return (context: ServerContext, operation: ApplicationOperation): Promise<Response> => {
    const ids = makeRequestIds(context.req.header('client-request-id'));
    const recognised = recognise(context, options);
    const run = async (): Promise<Answer> => {
      if (recognised instanceof GraphError) throw recognised;
      const body = await readBody(context);
      const { latencyMilliseconds } = options.knobs.get();
      if (latencyMilliseconds > 0) await wait(latencyMilliseconds);
      const url = new URL(context.req.url);
      const settings = options.knobs.get();
      const root = `${url.origin}/v1.0`;
      // Nothing is awaited from here on: a change is made of what was read.
      const tenant = directory.byKey(recognised.tenant.key) ?? recognised.tenant;
      const request = { caller: recognised, tenant, directory, settings, clock, query: url.searchParams, body, root };
      return operate(request, operation, readWanted(context));
    };
    const tenant = recognised instanceof GraphError ? undefined : recognised.tenant.key;
    return perform(performer, {
      context,
      call: { service: 'graph', operation: operation.name, tenant },
      run: () => catchRefusal(run, { ids, clock, log }),
      dress: (answer) => withGraphHeaders(answer, ids, clock.now()),
    });
  };
}

function operate(request: ApplicationRequest, operation: ApplicationOperation, wanted: WantedApplication): Answer {
  const { caller, clock } = request;
  const now = clock.now();
  const mayAtAll = operation.kind === 'write' ? mayWriteSome(caller, now) : mayReadApplications(caller, now);
  if (!mayAtAll) throw requestDenied();
  if (operation.kind === 'list') return operation.run(request);
  const app = findApplication(request, wanted);
  if (operation.kind === 'write' && !mayWriteApplication(caller, app, now)) throw requestDenied();
  return operation.run(request, app);
}

interface WantedApplication {
  readonly by: 'appId' | 'id';
  readonly value: string;
}

/** `/applications(appId='…')/addPassword`, or `/applications/{object id}/addPassword`. */
function readWanted(context: ServerContext): WantedApplication {
  const appId = /\(appId='([^']*)'\)/i.exec(context.req.param('keyed') ?? '')?.[1];
  return appId === undefined ? { by: 'id', value: context.req.param('id') ?? '' } : { by: 'appId', value: appId };
}

function findApplication({ tenant }: ApplicationRequest, { by, value }: WantedApplication): App {
  const found = tenant.apps.find((app) => (by === 'id' ? app.registrationId : app.clientId) === value.toLowerCase());
  if (found !== undefined) return found;
  throw new GraphError(
    404,
    'Request_ResourceNotFound',
    `Resource '${value}' does not exist or one of its queried reference-property objects are not present.`,
  );
}

function recognise(context: ServerContext, options: GraphOptions): Caller | GraphError {
  try {
    return authenticate(context.req.header('authorization'), options);
  } catch (error) {
    if (error instanceof GraphError) return error;
    throw error;
  }
}
