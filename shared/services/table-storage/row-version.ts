/**
 * What a stored entry's version holds: the row's ETag, and the ids of its latest changes, newest first. Each write adds an id of its
 * own: a writer whose answer was lost finds it there, also where somebody has counted a duplicate in the row since.
 */

const MOST_CHANGES = 8;

export const toVersion = (etag: string | undefined, changes: string): string => `${etag ?? ''}\n${changes}`;

export const etagOf = (version: string): string => version.split('\n')[0] ?? '';

/** The changes of a row that is written on top of a version; absent: of a new one. */
export const withChange = (change: string, version = ''): string =>
  [change, ...(version.split('\n')[1] ?? '').split(' ')].filter(Boolean).slice(0, MOST_CHANGES).join(' ');

export const includesChange = (changes: unknown, change: string): boolean =>
  typeof changes === 'string' && changes.split(' ').includes(change);
