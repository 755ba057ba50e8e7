/**
 * The keys of a tree, as the ARIA practices give them: where focus goes, or which row opens or closes. Pure; `undefined` is "not our key".
 * `j` and `k` are not: a click on a folder leaves focus here, and its reader means the next message.
 */
import type { TreeRow } from './tenant-rows.ts';

export type TreeStep = { readonly kind: 'move' | 'open' | 'close' | 'activate'; readonly key: string };

export function treeStep(
  rows: readonly TreeRow[],
  activeKey: string | undefined,
  pressed: string,
): TreeStep | undefined {
  const index = Math.max(
    rows.findIndex((row) => row.key === activeKey),
    0,
  );
  const row = rows[index];
  if (row === undefined) {
    return undefined;
  }
  switch (pressed) {
    case 'ArrowDown':
      return moveTo(rows[index + 1]);
    case 'ArrowUp':
      return moveTo(rows[index - 1]);
    case 'Home':
      return moveTo(rows[0]);
    case 'End':
      return moveTo(rows.at(-1));
    case 'ArrowRight':
      return row.isOpen === false ? { kind: 'open', key: row.key } : moveTo(firstChild(rows, index));
    case 'ArrowLeft':
      return row.isOpen === true ? { kind: 'close', key: row.key } : moveTo(parentOf(rows, index));
    case 'Enter':
    case ' ':
      return { kind: 'activate', key: row.key };
    default:
      return undefined;
  }
}

function moveTo(row: TreeRow | undefined): TreeStep | undefined {
  return row === undefined ? undefined : { kind: 'move', key: row.key };
}

function firstChild(rows: readonly TreeRow[], index: number): TreeRow | undefined {
  const next = rows[index + 1];
  return next !== undefined && next.level > (rows[index]?.level ?? 0) ? next : undefined;
}

function parentOf(rows: readonly TreeRow[], index: number): TreeRow | undefined {
  const level = rows[index]?.level ?? 1;
  return rows.slice(0, index).findLast((row) => row.level < level);
}
