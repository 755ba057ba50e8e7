/**
 * Which recipients of an accepted message cannot be reached, and why: what its non-delivery report will say.
 * The rule for addresses that do not exist is the sandbox's own: local part `unknown` or `unknown-…`, or one of the knob's list.
 */
import { type MessageContent, recipientsOf } from './message-content.ts';

export interface Bounce {
  readonly address: string;
  /** Enhanced status code, RFC 3463. */
  readonly status: string;
  readonly diagnostic: string;
}

export interface BounceRules {
  readonly unknownRecipients: readonly string[];
  readonly isOverQuota: boolean;
}

// As Microsoft's page about submission quotas quotes it.
const quotaDiagnostic =
  "smtp;554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException; Failed to process message due to a permanent exception with message The message can't be submitted because the sender's submission quota was exceeded.";

export function findBounces(
  content: MessageContent,
  { unknownRecipients, isOverQuota }: BounceRules,
): readonly Bounce[] {
  const addresses = recipientsOf(content).map(({ emailAddress }) => emailAddress.address ?? '');
  if (isOverQuota) return addresses.map((address) => ({ address, status: '5.2.0', diagnostic: quotaDiagnostic }));
  const listed = new Set(unknownRecipients.map((address) => address.toLowerCase()));
  return addresses.filter((address) => isUnknown(address.toLowerCase(), listed)).map(toUnknownRecipient);
}

function isUnknown(address: string, listed: ReadonlySet<string>): boolean {
  return listed.has(address) || /^unknown(-[^@]*)?@/.test(address);
}

function toUnknownRecipient(address: string): Bounce {
  const diagnostic = `smtp;550 5.1.1 <${address}>: Recipient address rejected: User unknown`;
  return { address, status: '5.1.1', diagnostic };
}
