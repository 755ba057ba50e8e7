/** The paths of app registrations, by object id and by client id. */
import type { Hono } from 'hono';
import type { ServerContext, ServerEnvironment } from '../../perform.ts';
import type { GraphOptions } from '../graph-pipeline.ts';
import { addPassword } from './add-password.ts';
import type { ApplicationOperation } from './application-operation.ts';
import { createApplicationPipeline } from './application-pipeline.ts';
import { getApplication } from './get-application.ts';
import { listApplications } from './list-applications.ts';
import { removePassword } from './remove-password.ts';

const registrations = ['/v1.0/applications/:id', '/v1.0/:keyed{applications\\(appId=.+\\)}'];

const routes: readonly (readonly [method: 'GET' | 'POST', path: string, operation: ApplicationOperation])[] = [
  ['GET', '/v1.0/applications', listApplications],
  ...registrations.flatMap((path) => [
    ['GET', path, getApplication] as const,
    ['POST', `${path}/addPassword`, addPassword] as const,
    ['POST', `${path}/removePassword`, removePassword] as const,
  ]),
];

export function addApplicationRoutes(app: Hono<ServerEnvironment>, options: GraphOptions): void {
  const pipeline = createApplicationPipeline(options);
  for (const [method, path, operation] of routes) {
    app.on(method, path, (context: ServerContext) => pipeline(context, operation));
  }
}
