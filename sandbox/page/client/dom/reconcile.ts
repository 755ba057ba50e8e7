/**
 * Makes the children of `parent` match `items`, touching as little as it can: rows that stay are neither moved nor made anew, so the browser
 * keeps the reader's scroll position and selection while mails arrive above.
 */
export interface RowMaker<Item> {
  readonly keyOf: (item: Item) => string;
  readonly create: (item: Item) => HTMLElement;
  readonly update: (row: HTMLElement, item: Item) => void;
}

export function reconcile<Item>(parent: HTMLElement, items: readonly Item[], rows: RowMaker<Item>): void {
  const known = existingRows(parent);
  removeOthers(known, new Set(items.map(rows.keyOf)));
  let next = parent.firstElementChild;
  for (const item of items) {
    const row = known.get(rows.keyOf(item)) ?? createRow(item, rows);
    rows.update(row, item);
    if (row === next) {
      next = next.nextElementSibling;
    } else {
      parent.insertBefore(row, next);
    }
  }
}

function existingRows(parent: HTMLElement): Map<string, HTMLElement> {
  const rows = new Map<string, HTMLElement>();
  for (const child of parent.children) {
    if (child instanceof HTMLElement) {
      rows.set(child.dataset.key ?? '', child);
    }
  }
  return rows;
}

function removeOthers(known: Map<string, HTMLElement>, wanted: ReadonlySet<string>): void {
  for (const [key, row] of known) {
    if (!wanted.has(key)) {
      row.remove();
      known.delete(key);
    }
  }
}

function createRow<Item>(item: Item, rows: RowMaker<Item>): HTMLElement {
  const row = rows.create(item);
  row.dataset.key = rows.keyOf(item);
  return row;
}
