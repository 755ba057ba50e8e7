/**
 * Where the reader is, as the address bar tells it: `#/contoso/noreply@contoso.example/sentitems/<id>`, `#/parked` or `#/credentials`. `formatRoute` and `parseRoute` are each
 * other's inverse; an address that makes no sense leads to the start, never to an error.
 */
import type { FolderName } from './control/control-types.ts';

export interface Place {
  readonly tenant: string;
  readonly mailbox: string;
  readonly folder: FolderName;
}

export type Route =
  | { readonly kind: 'start' }
  | { readonly kind: 'parked' }
  | { readonly kind: 'credentials' }
  | { readonly kind: 'folder'; readonly place: Place }
  | { readonly kind: 'message'; readonly place: Place; readonly id: string };

export const startRoute: Route = { kind: 'start' };
export const parkedRoute: Route = { kind: 'parked' };
export const credentialsRoute: Route = { kind: 'credentials' };

export function parseRoute(hash: string): Route {
  const parts = segments(hash);
  const [tenant, mailbox, folder, id, ...rest] = parts;
  if (parts.length === 1 && (tenant === 'parked' || tenant === 'credentials')) {
    return { kind: tenant };
  }
  if (tenant === undefined || mailbox === undefined || !isFolderName(folder) || rest.length > 0) {
    return startRoute;
  }
  const place: Place = { tenant, mailbox, folder };
  return id === undefined ? { kind: 'folder', place } : { kind: 'message', place, id };
}

export function formatRoute(route: Route): string {
  if (!('place' in route)) {
    return route.kind === 'start' ? '#/' : `#/${route.kind}`;
  }
  const { tenant, mailbox, folder } = route.place;
  const parts = route.kind === 'message' ? [tenant, mailbox, folder, route.id] : [tenant, mailbox, folder];
  return `#/${parts.map(encodeSegment).join('/')}`;
}

export function placeOf(route: Route): Place | undefined {
  return route.kind === 'folder' || route.kind === 'message' ? route.place : undefined;
}

export function messageIdOf(route: Route): string | undefined {
  return route.kind === 'message' ? route.id : undefined;
}

export function isSamePlace(a: Place | undefined, b: Place | undefined): boolean {
  return a?.tenant === b?.tenant && a?.mailbox === b?.mailbox && a?.folder === b?.folder;
}

function isFolderName(value: string | undefined): value is FolderName {
  return value === 'drafts' || value === 'sentitems';
}

function segments(hash: string): readonly string[] {
  try {
    return hash
      .replace(/^#?\/?/, '')
      .split('/')
      .filter((part) => part !== '')
      .map(decodeURIComponent);
  } catch {
    // A half copied link, such as one that ends in `%4`.
    return [];
  }
}

function encodeSegment(text: string): string {
  return encodeURIComponent(text).replaceAll('%40', '@');
}
