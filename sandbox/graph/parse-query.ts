/**
 * Reads the query options of a message request: $select, $expand, $filter, $top, $skip, $orderby.
 * Promises: an option it does not play is refused loudly; none is ignored.
 */
import { normalizePropertyId } from '../exchange/extended-property-id.ts';
import type { Condition } from '../exchange/message-query.ts';
import { badRequest, notBuilt } from './graph-error.ts';
import { parseFilter } from './parse-filter.ts';

export interface ShapeOptions {
  readonly select: readonly string[] | undefined;
  readonly extendedProperties: readonly string[] | undefined;
  readonly expandsAttachments: boolean;
}

export interface ListOptions extends ShapeOptions {
  readonly conditions: readonly Condition[];
  readonly top: number;
  readonly skip: number;
}

const shapeOptions = ['$select', '$expand'];
const listOptions = [...shapeOptions, '$filter', '$top', '$skip', '$orderby', '$count'];
// The store lists newest first; these say the same.
const playedOrders = /^(received|sent|created|lastModified)DateTime desc$/i;

export function parseShape(query: URLSearchParams): ShapeOptions {
  refuseOthers(query, shapeOptions);
  return readShape(query);
}

export function parseList(query: URLSearchParams): ListOptions {
  refuseOthers(query, listOptions);
  const order = query.get('$orderby');
  if (order !== null && !playedOrders.test(order.trim())) throw notBuilt(`$orderby=${order}`);
  const filter = query.get('$filter');
  return {
    ...readShape(query),
    conditions: filter === null ? [] : parseFilter(filter),
    top: readNumber(query, '$top', { fallback: 10, least: 1, most: 1_000 }),
    skip: readNumber(query, '$skip', { fallback: 0, least: 0, most: Number.MAX_SAFE_INTEGER }),
  };
}

function readShape(query: URLSearchParams): ShapeOptions {
  const expands = splitExpand(query.get('$expand') ?? '');
  const properties = expands.flatMap(readPropertyExpand);
  return {
    select: query
      .get('$select')
      ?.split(',')
      .map((name) => name.trim()),
    extendedProperties: properties.length === 0 ? undefined : properties,
    expandsAttachments: expands.includes('attachments'),
  };
}

/** Commas separate expansions, except inside their parentheses. */
function splitExpand(expand: string): readonly string[] {
  return expand
    .split(/,(?![^(]*\))/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function readPropertyExpand(part: string): readonly string[] {
  if (part === 'attachments') return [];
  const filter = /^singleValueExtendedProperties\(\$filter=(.+)\)$/i.exec(part)?.[1];
  if (filter === undefined) {
    if (!part.startsWith('singleValueExtendedProperties')) throw notBuilt(`$expand=${part}`);
    throw badRequest('$expand=singleValueExtendedProperties needs its own $filter=id eq …');
  }
  return filter.split(/\s+or\s+/i).map((term) => {
    const id = normalizePropertyId(/^id eq '(.+)'$/i.exec(term.trim())?.[1] ?? '');
    if (id === undefined) throw badRequest(`Invalid filter clause in $expand: ${term}`);
    return id;
  });
}

function readNumber(
  query: URLSearchParams,
  name: string,
  { fallback, least, most }: { fallback: number; least: number; most: number },
): number {
  const text = query.get(name);
  if (text === null) return fallback;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw badRequest(`Invalid value '${text}' for ${name} query option found.`);
}

function refuseOthers(query: URLSearchParams, played: readonly string[]): void {
  const other = [...query.keys()].find((name) => !played.includes(name));
  if (other !== undefined) throw notBuilt(`the query option ${other} here`);
}
