/** The tree of tenants, mailboxes and folders as the flat list of its visible rows: what is drawn, and what the arrow keys walk over. */
import type { FolderName, Mailbox, Tenant } from '../control/control-types.ts';
import type { Hold } from '../control/ledger-types.ts';
import { credentialNotice, type Notice } from './credential-notice.ts';
import { holdNotice } from './hold-notice.ts';

export interface TreeRow {
  readonly key: string;
  readonly level: 1 | 2 | 3;
  readonly label: string;
  readonly detail?: string;
  readonly count?: number;
  readonly notices: readonly Notice[];
  /** Absent on folders, which have nothing to open. */
  readonly isOpen?: boolean;
  readonly place?: { readonly tenant: string; readonly mailbox: string; readonly folder: FolderName };
  readonly position: { readonly index: number; readonly of: number };
}

export interface TreeView {
  readonly closedRows: ReadonlySet<string>;
  readonly holds: readonly Hold[];
  readonly now: Date;
}

export const folderLabels: Readonly<Record<FolderName, string>> = { sentitems: 'Sent Items', drafts: 'Drafts' };
const folderNames: readonly FolderName[] = ['sentitems', 'drafts'];
const outsideScope: Notice = { tone: 'warning', text: "outside the app's scope" };

export function tenantRows(tenants: readonly Tenant[], view: TreeView): readonly TreeRow[] {
  return tenants.flatMap((tenant, index) => {
    const key = rowKey(tenant.key);
    const isOpen = !view.closedRows.has(key);
    const row: TreeRow = {
      key,
      level: 1,
      label: tenant.displayName || tenant.key,
      detail: tenant.key,
      isOpen,
      position: { index, of: tenants.length },
      notices: only(holdNotice(view.holds, { tenant: tenant.key }), credentialNotice(tenant.apps, view.now)),
    };
    return isOpen ? [row, ...mailboxRows(tenant, view)] : [row];
  });
}

function only(...notices: readonly (Notice | undefined)[]): readonly Notice[] {
  return notices.filter((notice) => notice !== undefined);
}

export function rowKey(...parts: readonly string[]): string {
  return parts.map(encodeURIComponent).join('/');
}

function mailboxRows(tenant: Tenant, view: TreeView): readonly TreeRow[] {
  return tenant.mailboxes.flatMap((mailbox, index) => {
    const key = rowKey(tenant.key, mailbox.address);
    const isOpen = !view.closedRows.has(key);
    const row: TreeRow = {
      key,
      level: 2,
      label: mailbox.address,
      detail: mailbox.displayName,
      isOpen,
      position: { index, of: tenant.mailboxes.length },
      notices: only(
        holdNotice(view.holds, { tenant: tenant.key, mailbox: mailbox.address }),
        mailbox.inScope ? undefined : outsideScope,
      ),
    };
    return isOpen ? [row, ...folderRows(tenant.key, mailbox)] : [row];
  });
}

function folderRows(tenant: string, mailbox: Mailbox): readonly TreeRow[] {
  return folderNames.map((folder, index) => ({
    key: rowKey(tenant, mailbox.address, folder),
    level: 3,
    label: folderLabels[folder],
    count: mailbox.folders[folder] ?? 0,
    notices: [],
    place: { tenant, mailbox: mailbox.address, folder },
    position: { index, of: folderNames.length },
  }));
}
