/** What stands in the view where there is nothing to list: that it is being read, or that no Postbus has connected a tenant. */
import { element } from '../dom/element.ts';
import { emptyState } from '../dom/empty-state.ts';
import type { PageState } from '../state/page-state.ts';

export function credentialsNote({
  credentials: { inventory, problem },
  connection,
}: Pick<PageState, 'credentials' | 'connection'>): HTMLElement | undefined {
  if (inventory === undefined) {
    const isWaiting = problem === undefined && connection.kind !== 'lost';
    return element('p', { class: 'quiet' }, isWaiting ? 'Loading…' : 'Not loaded.');
  }
  if (inventory.credentials.length > 0) {
    return undefined;
  }
  return emptyState({
    title: 'No tenant is connected',
    text: 'A connection says which client sends for a tenant, and where its secret or certificate lies. Each one is shown here, with the day it expires.',
    command: 'npx postbus tenants add contoso',
  });
}
