/**
 * The left pane: tenants, their mailboxes and folders with counts and warnings, as one ARIA tree. Focus stays on the tree itself
 * (`aria-activedescendant` names the row), so counts may change under the reader's hands without focus getting lost.
 */
import { element, setAttributes } from '../dom/element.ts';
import { emptyState } from '../dom/empty-state.ts';
import { reconcile } from '../dom/reconcile.ts';
import type { Place } from '../route.ts';
import { placeOf } from '../route.ts';
import type { PageState, PageStore } from '../state/page-state.ts';
import { sandboxNow } from '../state/sandbox-now.ts';
import { rowKey, type TreeRow, tenantRows } from './tenant-rows.ts';
import { createTreeRow, treeRowId, updateTreeRow } from './tree-row.ts';
import { type TreeStep, treeStep } from './tree-step.ts';

export function mountTenantTree(pane: HTMLElement, store: PageStore, open: (place: Place) => void): void {
  const parts = buildParts(pane);
  let rows: readonly TreeRow[] = [];
  let activeKey: string | undefined;
  let shownSelection: string | undefined;

  const draw = (state: PageState): void => {
    const selected = selectedKey(state);
    if (selected !== shownSelection) {
      shownSelection = selected;
      activeKey = selected ?? activeKey;
    }
    rows = tenantRows(state.tenants ?? [], {
      closedRows: state.closedRows,
      holds: state.parked.ledger?.holds ?? [],
      now: sandboxNow(state),
    });
    drawTree(parts.tree, rows, { selected, activeKey });
    parts.note.replaceChildren(...noTenants(state));
  };
  const take = (step: TreeStep): void => {
    activeKey = step.key;
    const row = rows.find((candidate) => candidate.key === step.key);
    if (step.kind === 'activate' && row?.place !== undefined) {
      open(row.place);
    } else if (step.kind !== 'move' && row !== undefined) {
      toggleRow(store, row);
    }
    draw(store.get());
    document.getElementById(treeRowId(step.key))?.scrollIntoView({ block: 'nearest' });
  };

  wireTree(parts.tree, (pressed) => treeStep(rows, activeKey, pressed), take);
  store.subscribe(['route', 'tenants', 'closedRows', 'connection', 'clockOffsetMilliseconds', 'parked'], draw);
}

interface TreeParts {
  readonly tree: HTMLElement;
  readonly note: HTMLElement;
}

function buildParts(pane: HTMLElement): TreeParts {
  const label = 'Tenants, mailboxes and folders';
  const tree = element('div', { role: 'tree', class: 'tree', tabindex: 0, 'aria-label': label });
  const note = element('div', {});
  pane.append(tree, note);
  return { tree, note };
}

interface TreeMarks {
  readonly selected: string | undefined;
  readonly activeKey: string | undefined;
}

function drawTree(tree: HTMLElement, rows: readonly TreeRow[], { selected, activeKey }: TreeMarks): void {
  reconcile(tree, rows, {
    keyOf: (row) => row.key,
    create: createTreeRow,
    update: (target, row) =>
      updateTreeRow(target, row, { isSelected: row.key === selected, isActive: row.key === activeKey }),
  });
  const active = rows.find((row) => row.key === activeKey);
  tree.hidden = rows.length === 0;
  setAttributes(tree, { 'aria-activedescendant': active === undefined ? undefined : treeRowId(active.key) });
}

function wireTree(
  tree: HTMLElement,
  stepFor: (pressed: string) => TreeStep | undefined,
  take: (step: TreeStep) => void,
): void {
  tree.addEventListener('keydown', (event) => {
    const step = hasModifier(event) ? undefined : stepFor(event.key);
    if (step !== undefined) {
      event.preventDefault();
      take(step);
    }
  });
  tree.addEventListener('click', (event) => {
    const key = clickedKey(event);
    if (key !== undefined) {
      take({ kind: 'activate', key });
    }
  });
}

function toggleRow(store: PageStore, row: TreeRow): void {
  const closedRows = new Set(store.get().closedRows);
  if (row.isOpen === true) {
    closedRows.add(row.key);
  } else {
    closedRows.delete(row.key);
  }
  store.set({ closedRows });
}

function selectedKey(state: PageState): string | undefined {
  const place = placeOf(state.route);
  return place === undefined ? undefined : rowKey(place.tenant, place.mailbox, place.folder);
}

function noTenants(state: PageState): readonly HTMLElement[] {
  if (state.tenants === undefined) {
    return [element('p', { class: 'quiet' }, state.connection.kind === 'lost' ? 'Not loaded.' : 'Loading…')];
  }
  if (state.tenants.length > 0) {
    return [];
  }
  return [
    emptyState({
      title: 'No tenants yet',
      text: 'Add one to the sandbox:',
      command: 'npx postbus tenants add --help',
    }),
  ];
}

function clickedKey(event: MouseEvent): string | undefined {
  return event.target instanceof Element
    ? event.target.closest<HTMLElement>('[role=treeitem]')?.dataset.key
    : undefined;
}

function hasModifier(event: KeyboardEvent): boolean {
  return event.ctrlKey || event.metaKey || event.altKey;
}
