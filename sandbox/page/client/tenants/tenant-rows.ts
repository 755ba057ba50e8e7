/** The tree of tenants, mailboxes and folders as the flat list of its visible rows: what is drawn, and what the arrow keys walk over. */
import type { FolderName, Mailbox, Tenant } from '../control/control-types.ts';
import { credentialNotice, type Notice } from './credential-notice.ts';

export interface TreeRow {
  readonly key: string;
  readonly level: 1 | 2 | 3;
  readonly label: string;
  readonly detail?: string;
  readonly count?: number;
  readonly notice?: Notice;
  /** Absent on folders, which have nothing to open. */
  readonly isOpen?: boolean;
  readonly place?: { readonly tenant: string; readonly mailbox: string; readonly folder: FolderName };
  readonly position: { readonly index: number; readonly of: number };
}

export interface TreeView {
  readonly closedRows: ReadonlySet<string>;
  readonly now: Date;
}

export const folderLabels: Readonly<Record<FolderName, string>> = { sentitems: 'Sent Items', drafts: 'Drafts' };
const folderNames: readonly FolderName[] = ['sentitems', 'drafts'];
const outsideScope: Notice = { tone: 'warning', text: "outside the app's scope" };

export function tenantRows(tenants: readonly Tenant[], view: TreeView): readonly TreeRow[] {
  return tenants.flatMap((tenant, index) => {
    const key = rowKey(tenant.key);
    const isOpen = !view.closedRows.has(key);
    const notice = credentialNotice(tenant.apps, view.now);
    const row: TreeRow = {
      key,
      level: 1,
      label: tenant.displayName || tenant.key,
      detail: tenant.key,
      isOpen,
      position: { index, of: tenants.length },
      ...(notice === undefined ? {} : { notice }),
    };
    return isOpen ? [row, ...mailboxRows(tenant, view)] : [row];
  });
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
      ...(mailbox.inScope ? {} : { notice: outsideScope }),
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
    place: { tenant, mailbox: mailbox.address, folder },
    position: { index, of: folderNames.length },
  }));
}
