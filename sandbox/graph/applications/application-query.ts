/** Reads the query options of requests about app registrations; one that is not played is refused loudly. */
import { notBuilt } from '../graph-error.ts';

export function readSelect(query: URLSearchParams, played: readonly string[]): readonly string[] | undefined {
  const other = [...query.keys()].find((name) => !played.includes(name));
  if (other !== undefined) throw notBuilt(`the query option ${other} here`);
  const select = query.get('$select');
  return select === null ? undefined : select.split(',').map((name) => name.trim());
}

export function readAppIdFilter(query: URLSearchParams): string | undefined {
  const filter = query.get('$filter');
  if (filter === null) return undefined;
  const appId = /^\s*appId\s+eq\s+'([^']*)'\s*$/i.exec(filter)?.[1];
  if (appId === undefined) throw notBuilt(`$filter=${filter} over applications`);
  return appId.toLowerCase();
}
