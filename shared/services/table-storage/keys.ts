/**
 * Partition and row keys. Table storage refuses / \ # ? and control characters in keys and ends them at 1 KB, so what others
 * chose (ids, addresses) is written reversibly: everything but plain characters becomes `!` and two hex digits an octet.
 */

export const messageKey = (id: string): string => `message:${encodeKey(id)}`;
/** A message that was refused because its id stands for another one. */
export const conflictKey = (id: string, fingerprint: string): string =>
  `${CONFLICT_PREFIX}${encodeKey(id)}:${fingerprint}`;
/** One row of a parked body; sorted by time, so that the oldest comes first. */
export const parkedKey = (parkedAt: Date, id: string, row: number): string =>
  `${parkedPrefix(parkedAt, id)}${String(row).padStart(4, '0')}`;
export const parkedPrefix = (parkedAt: Date, id: string): string =>
  `${PARKED_PREFIX}${parkedAt.toISOString()}:${encodeKey(id)}:`;
/** What the key of a parked body's row says. */
export function fromParkedKey(key: string): { readonly parkedAt: string; readonly id: string } {
  // An instant has colons of its own, and always the same length.
  const start = PARKED_PREFIX.length;
  const end = start + new Date(0).toISOString().length;
  return { parkedAt: key.slice(start, end), id: decodeKey(key.slice(end + 1, key.lastIndexOf(':'))) };
}
export const conflictPrefix = (id: string): string => `${CONFLICT_PREFIX}${encodeKey(id)}:`;
export const MESSAGE_PREFIX = 'message:';
export const CONFLICT_PREFIX = 'conflict:';
export const PARKED_PREFIX = 'parked:';

export const encodeKey = (text: string): string =>
  text.replace(/[^A-Za-z0-9._~@+=-]/gu, (character) =>
    [...Buffer.from(character, 'utf8')].map((octet) => `!${octet.toString(16).padStart(2, '0')}`).join(''),
  );

export const decodeKey = (key: string): string =>
  key.replace(/(?:![0-9a-f]{2})+/g, (octets) => Buffer.from(octets.replaceAll('!', ''), 'hex').toString('utf8'));

/** OData filter for all row keys of a partition that begin so. `prefix` holds no quote: keys are encoded. */
export const withPrefix = (partitionKey: string, prefix: string): string =>
  `PartitionKey eq ${quoted(partitionKey)} and ${prefixFilter(prefix)}`;

/** The same for all partitions. */
export function prefixFilter(prefix: string): string {
  const last = prefix.charCodeAt(prefix.length - 1);
  const end = prefix.slice(0, -1) + String.fromCharCode(last + 1);
  return `RowKey ge '${prefix}' and RowKey lt '${end}'`;
}

/** A string in an OData filter. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
