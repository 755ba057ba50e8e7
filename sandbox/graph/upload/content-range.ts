/** Reads `Content-Range: bytes 0-2097151/3483322` of an upload. */

export interface ContentRange {
  readonly first: number;
  /** Included. */
  readonly last: number;
  readonly total: number;
}

export function parseContentRange(header: string): ContentRange | undefined {
  const [, first, last, total] = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/i.exec(header.trim()) ?? [];
  if (first === undefined) return undefined;
  const range = { first: Number(first), last: Number(last), total: Number(total) };
  return range.first <= range.last && range.last < range.total ? range : undefined;
}
