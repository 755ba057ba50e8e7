/** What stands in the view where there is nothing to list: that it is being read, that nothing is parked, or that no Postbus was here. */
import { element } from '../dom/element.ts';
import { emptyState } from '../dom/empty-state.ts';
import type { PageState } from '../state/page-state.ts';

export function parkedNote({ parked: { ledger, problem }, connection }: PageState): HTMLElement | undefined {
  if (ledger === undefined) {
    const isWaiting = problem === undefined && connection.kind !== 'lost';
    return element('p', { class: 'quiet' }, isWaiting ? 'Loading…' : 'Not loaded.');
  }
  if (!ledger.isThere) {
    return emptyState({
      title: 'No Postbus was here yet',
      text: 'Once a Postbus works with this sandbox, the messages it parks and its holds are shown here.',
    });
  }
  if (ledger.holds.length + ledger.parked.total > 0) {
    return undefined;
  }
  return emptyState({
    title: 'Nothing is parked',
    text: 'A message is parked when something else has to be repaired first: an expired secret, a full mailbox, a tenant without a connection. It waits here, with the hold that keeps it, and is sent when the hold is lifted.',
  });
}
