/**
 * What Graph's refusals mean, as data: each row with a real sample. The first row that fits decides; no decision is taken on a
 * message's text. What no row knows is decided by the status class (classify-graph-failure.ts).
 */
import { HOUR } from '../../duration.ts';
import type { GraphFailureRow, GraphSample } from './graph-failure-row.ts';
import { graphMailboxFailures } from './graph-mailbox-failures.ts';
import { graphMessageFailures } from './graph-message-failures.ts';
import { graphServiceFailures } from './graph-service-failures.ts';
import { graphStatusFailures } from './graph-status-failures.ts';

/** Before every code: 429 says that nothing was done, whatever else the answer says. */
const throttled: readonly GraphFailureRow[] = [
  {
    // With other statuses it blocks the mailbox; with this one the day's window is worth waiting for.
    status: 429,
    code: 'ErrorExceededMessageLimit',
    means: 'ERR_MAILBOX_THROTTLED',
    pause: HOUR,
    samples: [
      {
        status: 429,
        sample: '"Cannot send mail. Daily Message/Recipient limit exceeded."',
        source: 'public reports',
        hint: 'If it lasts, somebody must read the mail in the mailbox that asks to verify the account.',
      },
    ],
  },
  {
    status: 429,
    means: 'ERR_MAILBOX_THROTTLED',
    samples: [
      {
        status: 429,
        code: 'ApplicationThrottled',
        sample: '"Application is over its MailboxConcurrency limit."',
        source: 'terraform-provider-outlook #21; corso #3695',
      },
      { status: 429, code: 'TooManyRequests', sample: 'over 10,000 requests in 10 minutes', source: 'public reports' },
    ],
  },
];

export const graphFailures: readonly GraphFailureRow[] = [
  ...throttled,
  ...graphMessageFailures,
  ...graphMailboxFailures,
  ...graphServiceFailures,
  ...graphStatusFailures,
];

/** Answers that were seen and have no row on purpose: their status says all that can be believed of them. */
export const graphUnlisted: readonly GraphSample[] = [
  {
    status: 200,
    sample: 'a message sent as MIME that is too large is dropped, and 200 is answered where 202 is due',
    source: 'Graph, user: sendMail; public reports',
  },
  { status: 400, sample: 'an empty body, or an error of null', source: 'twentyhq/twenty #18726' },
  {
    status: 400,
    code: 'BadRequest',
    sample: '"The maximum request length supported is 4MB."',
    source: 'microsoft-graph-docs #682',
    hint: 'The code repeats the status and says no more; the message’s text may change.',
  },
  { status: 404, sample: 'no body', source: 'assumed' },
  { status: 500, code: 'ErrorInternalServerError', sample: 'no finer code', source: 'EWS ResponseCode page' },
  { status: 502, sample: 'a page of HTML, from a gateway', source: 'public reports' },
  {
    status: 504,
    code: 'UnknownError',
    sample: '"", and no Retry-After; the mail had been sent: users got four copies',
    source: 'Microsoft Q&A 2286986',
  },
];

export function findGraphFailure(status: number, code: string | undefined): GraphFailureRow | undefined {
  const fits = (row: GraphFailureRow): boolean =>
    (row.status === undefined || row.status === status) &&
    (row.code === undefined || row.code.toLowerCase() === code?.toLowerCase());
  return graphFailures.find(fits);
}
