/**
 * What Exchange refuses before it accepts a message for sending: sender and recipients.
 * Promises: checks look at form and right only; a well-formed address of nobody is accepted, as Exchange does (its NDR comes later).
 */
import type { Mailbox } from '../directory/tenant.ts';
import { type MessageContent, type Recipient, recipientsOf } from './message-content.ts';

export type SubmissionProblem =
  | { readonly kind: 'sendAsDenied' }
  | { readonly kind: 'noRecipients' }
  | { readonly kind: 'unresolvedRecipient'; readonly name: string }
  | { readonly kind: 'tooManyRecipients' };

const recipientLimit = 500;

export function findSubmissionProblem(content: MessageContent, mailbox: Mailbox): SubmissionProblem | undefined {
  if (!isOwn(content.from, mailbox) || !isOwn(content.sender, mailbox)) return { kind: 'sendAsDenied' };
  const recipients = recipientsOf(content);
  if (recipients.length === 0) return { kind: 'noRecipients' };
  if (recipients.length > recipientLimit) return { kind: 'tooManyRecipients' };
  const unresolved = recipients.find(({ emailAddress }) => !isAddress(emailAddress.address ?? ''));
  if (unresolved === undefined) return undefined;
  return { kind: 'unresolvedRecipient', name: unresolved.emailAddress.address ?? unresolved.emailAddress.name ?? '' };
}

/** An alias in From becomes the primary address: SendFromAliasEnabled is off unless an administrator turns it on. */
export function withPrimarySender(content: MessageContent, mailbox: Mailbox): MessageContent {
  return { ...content, from: toPrimary(content.from, mailbox), sender: toPrimary(content.sender, mailbox) };
}

function toPrimary(from: Recipient, mailbox: Mailbox): Recipient {
  return { emailAddress: { name: from.emailAddress.name ?? mailbox.displayName, address: mailbox.address } };
}

function isOwn({ emailAddress }: Recipient, mailbox: Mailbox): boolean {
  const address = emailAddress.address?.toLowerCase();
  return [mailbox.address, ...mailbox.aliases].some((own) => own.toLowerCase() === address);
}

function isAddress(text: string): boolean {
  return /^(?:"[^"\r\n]+"|[^\s@<>(),;:"[\]\\]+)@[^\s@<>(),;:"[\]\\.]+(?:\.[^\s@<>(),;:"[\]\\.]+)+$/.test(text);
}
