/** One row of the tree: drawn once, then only what changed. The warning is part of the row's text, so a screen reader says it with the name. */
import { element, setAttributes } from '../dom/element.ts';
import { type RowMaker, reconcile } from '../dom/reconcile.ts';
import { formatCount } from '../format/format-size.ts';
import type { Notice } from './credential-notice.ts';
import type { TreeRow } from './tenant-rows.ts';

export interface RowMarks {
  readonly isSelected: boolean;
  readonly isActive: boolean;
}

export function treeRowId(key: string): string {
  return `row-${key}`;
}

export function createTreeRow(row: TreeRow): HTMLElement {
  return element(
    'div',
    { role: 'treeitem', id: treeRowId(row.key), class: `tree-row level-${row.level}`, 'aria-level': row.level },
    element('span', { class: `glyph ${glyphOf(row)}`, 'aria-hidden': 'true' }),
    element(
      'span',
      { class: 'tree-text' },
      element('span', { class: 'tree-label' }),
      element('span', { class: 'badges' }),
    ),
    element('span', { class: 'count' }),
  );
}

export function updateTreeRow(target: HTMLElement, row: TreeRow, { isSelected, isActive }: RowMarks): void {
  setAttributes(target, {
    'aria-expanded': row.isOpen === undefined ? undefined : String(row.isOpen),
    'aria-selected': row.place === undefined ? undefined : String(isSelected),
    'aria-posinset': row.position.index + 1,
    'aria-setsize': row.position.of,
    'data-active': isActive,
    title: row.detail,
  });
  setText(target, '.tree-label', row.label);
  setText(target, '.count', row.count === undefined ? '' : formatCount(row.count));
  const badges = target.querySelector<HTMLElement>('.badges');
  if (badges !== null) {
    reconcile(badges, row.notices, badgeRows);
  }
}

const badgeRows: RowMaker<Notice> = {
  keyOf: ({ tone, text }) => `${tone} ${text}`,
  create: ({ tone, text }) => element('span', { class: `badge ${tone}` }, text),
  update: () => {},
};

function glyphOf(row: TreeRow): string {
  if (row.place !== undefined) {
    return row.place.folder;
  }
  return 'twisty';
}

function setText(target: HTMLElement, selector: string, text: string): void {
  const found = target.querySelector<HTMLElement>(selector);
  if (found !== null && found.textContent !== text) {
    found.textContent = text;
  }
}
