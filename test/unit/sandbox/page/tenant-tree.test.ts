import { describe, expect, test } from '@jest/globals';
import type { Tenant } from '../../../../sandbox/page/client/control/control-types.ts';
import type { Hold } from '../../../../sandbox/page/client/control/ledger-types.ts';
import { rowKey, tenantRows } from '../../../../sandbox/page/client/tenants/tenant-rows.ts';
import { treeStep } from '../../../../sandbox/page/client/tenants/tree-step.ts';

const contoso: Tenant = {
  key: 'contoso',
  tenantId: 'guid',
  displayName: 'Contoso Ltd',
  apps: [],
  mailboxes: [
    { address: 'a@contoso.example', displayName: 'A', inScope: true, folders: { sentitems: 2, drafts: 1 } },
    { address: 'b@contoso.example', displayName: 'B', inScope: false, folders: { sentitems: 0, drafts: 0 } },
  ],
};
const tenantKey = rowKey('contoso');
const firstMailbox = rowKey('contoso', 'a@contoso.example');
const firstFolder = rowKey('contoso', 'a@contoso.example', 'sentitems');

const now = new Date('2026-03-01T12:00:00Z');

function setup(...closed: readonly string[]) {
  const rows = tenantRows([contoso], { closedRows: new Set(closed), holds: [], now });
  return { rows, press: (from: string, key: string) => treeStep(rows, from, key) };
}

describe('tenant tree', () => {
  test('shows tenants, mailboxes and folders with their counts', () => {
    const { rows } = setup();
    expect(rows.map((row) => [row.level, row.label, row.count])).toEqual([
      [1, 'Contoso Ltd', undefined],
      [2, 'a@contoso.example', undefined],
      [3, 'Sent Items', 2],
      [3, 'Drafts', 1],
      [2, 'b@contoso.example', undefined],
      [3, 'Sent Items', 0],
      [3, 'Drafts', 0],
    ]);
  });

  test('marks the mailbox that the app may not use', () => {
    expect(
      setup()
        .rows.flatMap((row) => row.notices)
        .map(({ text }) => text),
    ).toEqual(["outside the app's scope"]);
  });

  test('marks the tenant and the mailbox that Postbus holds back, each beside what else is said of it', () => {
    const hold = {
      tenant: 'contoso',
      state: 'held',
      code: 'ERR_MAILBOX_FULL',
      since: now.toISOString(),
      probes: 0,
    } as const;
    const noticesOf = (...holds: readonly Hold[]) =>
      tenantRows([contoso], { closedRows: new Set(), holds, now }).flatMap(({ label, notices }) =>
        notices.map(({ tone, text }) => [label, tone, text]),
      );
    const outside = ['b@contoso.example', 'warning', "outside the app's scope"];
    expect(noticesOf(hold)).toEqual([['Contoso Ltd', 'problem', 'held'], outside]);
    expect(noticesOf({ ...hold, mailbox: 'B@Contoso.example', state: 'releasing' })).toEqual([
      ['b@contoso.example', 'warning', 'being released'],
      outside,
    ]);
    expect(noticesOf({ ...hold, tenant: 'fabrikam' })).toEqual([outside]);
  });

  test('hides what is below a closed row', () => {
    expect(setup(firstMailbox).rows).toHaveLength(5);
    expect(setup(tenantKey).rows).toHaveLength(1);
  });

  test('walks the visible rows and stops at both ends', () => {
    const { rows, press } = setup();
    expect(press(tenantKey, 'ArrowDown')).toEqual({ kind: 'move', key: firstMailbox });
    expect(press(firstMailbox, 'ArrowUp')).toEqual({ kind: 'move', key: tenantKey });
    expect(press(tenantKey, 'ArrowUp')).toBeUndefined();
    expect(press(rows.at(-1)?.key ?? '', 'ArrowDown')).toBeUndefined();
    expect(press(firstFolder, 'Home')).toEqual({ kind: 'move', key: tenantKey });
    expect(press(firstFolder, 'End')).toEqual({ kind: 'move', key: rows.at(-1)?.key });
  });

  test('leaves j and k to the message list', () => {
    const { press } = setup();
    expect([press(firstMailbox, 'j'), press(firstMailbox, 'k')]).toEqual([undefined, undefined]);
  });

  test('opens and closes rows with the arrows, and goes in and out of them', () => {
    expect(setup().press(firstMailbox, 'ArrowLeft')).toEqual({ kind: 'close', key: firstMailbox });
    expect(setup(firstMailbox).press(firstMailbox, 'ArrowRight')).toEqual({ kind: 'open', key: firstMailbox });
    expect(setup().press(firstMailbox, 'ArrowRight')).toEqual({ kind: 'move', key: firstFolder });
    expect(setup().press(firstFolder, 'ArrowLeft')).toEqual({ kind: 'move', key: firstMailbox });
    expect(setup().press(firstFolder, 'ArrowRight')).toBeUndefined();
  });

  test('activates with Enter and Space, and leaves other keys alone', () => {
    expect(setup().press(firstFolder, 'Enter')).toEqual({ kind: 'activate', key: firstFolder });
    expect(setup().press(firstFolder, ' ')).toEqual({ kind: 'activate', key: firstFolder });
    expect(setup().press(firstFolder, 'x')).toBeUndefined();
  });
});
