/** Recipients as text: `Ada Lovelace <ada@example.org>`, or the name alone where space is short. */
import type { Recipient } from '../control/control-types.ts';

export function formatRecipient(recipient: Recipient): string {
  const { name, address } = recipient.emailAddress;
  if (!hasOwnName(recipient)) {
    return address ?? '';
  }
  return address ? `${name} <${address}>` : (name ?? '');
}

export function formatRecipients(recipients: readonly Recipient[] | undefined): string {
  return (recipients ?? []).map(formatRecipient).join(', ');
}

/** The first recipient's name and how many more there are. */
export function formatShortRecipients(recipients: readonly Recipient[]): string {
  const [first] = recipients;
  if (first === undefined) {
    return 'No recipients';
  }
  const shown = hasOwnName(first) ? first.emailAddress.name : first.emailAddress.address;
  return recipients.length === 1 ? (shown ?? '') : `${shown ?? ''} +${recipients.length - 1}`;
}

/** Graph fills in the address as the name where nobody gave one. */
function hasOwnName({ emailAddress: { name, address } }: Recipient): boolean {
  return Boolean(name) && name?.toLowerCase() !== address?.toLowerCase();
}
