/** What to say about a tenant, or a mailbox, whose messages Postbus holds back. A mailbox does not repeat what is said of its tenant. */
import type { Hold } from '../control/ledger-types.ts';
import type { Notice } from './credential-notice.ts';

export function holdNotice(
  holds: readonly Hold[],
  { tenant, mailbox }: { readonly tenant: string; readonly mailbox?: string },
): Notice | undefined {
  const hold = holds.find((one) => one.tenant === tenant && one.mailbox?.toLowerCase() === mailbox?.toLowerCase());
  if (hold === undefined) {
    return undefined;
  }
  return hold.state === 'held' ? { tone: 'problem', text: 'held' } : { tone: 'warning', text: 'being released' };
}
