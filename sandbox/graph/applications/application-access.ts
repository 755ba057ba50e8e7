/**
 * Who may read and change app registrations: by the roles in the token, as Graph's permissions reference has them.
 * `…OwnedBy` reads all of them, and changes those that the caller's service principal owns. No app owns itself unless somebody made it an owner.
 */
import type { App } from '../../directory/tenant.ts';
import type { Caller } from '../authenticate.ts';
import { GraphError } from '../graph-error.ts';

const writeAll = ['Application.ReadWrite.All', 'Directory.ReadWrite.All'];
const owned = 'Application.ReadWrite.OwnedBy';
const readAll = [...writeAll, owned, 'Application.Read.All', 'Directory.Read.All'];

export function mayReadApplications(caller: Caller, now: number): boolean {
  return has(caller, readAll, now);
}

export function mayWriteApplication(caller: Caller, target: App, now: number): boolean {
  if (has(caller, writeAll, now)) return true;
  return has(caller, [owned], now) && caller.app.clientId === target.clientId && target.ownsItself;
}

/** Whether there is any application the caller may change: asked before it is looked whether that one exists. */
export function mayWriteSome(caller: Caller, now: number): boolean {
  return has(caller, [...writeAll, owned], now);
}

export function requestDenied(): GraphError {
  return new GraphError(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
}

function has({ app, roles }: Caller, sufficient: readonly string[], now: number): boolean {
  return now >= app.grantsEffectiveAt && sufficient.some((role) => roles.includes(role));
}
