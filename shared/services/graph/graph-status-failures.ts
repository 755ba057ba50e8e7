/** What Graph's statuses mean where no code is known: Microsoft's rule is to treat unknown codes by their status. */
import type { GraphFailureRow } from './graph-failure-row.ts';

const STATUSES = 'Graph, error responses';

export const graphStatusFailures: readonly GraphFailureRow[] = [
  {
    status: 401,
    means: 'ERR_TOKEN_REFUSED',
    samples: [{ status: 401, sample: 'no code that is known', source: STATUSES }],
  },
  {
    status: 403,
    means: 'ERR_MAILBOX_ACCESS_DENIED',
    samples: [{ status: 403, sample: 'no code that is known', source: STATUSES }],
  },
  {
    status: 408,
    means: 'ERR_GRAPH_UNAVAILABLE',
    samples: [{ status: 408, sample: 'Request Timeout', source: STATUSES }],
  },
  {
    status: 409,
    means: 'ERR_GRAPH_UNAVAILABLE',
    samples: [{ status: 409, sample: 'Conflict', source: STATUSES }],
  },
  {
    status: 412,
    means: 'ERR_GRAPH_UNAVAILABLE',
    samples: [{ status: 412, sample: 'Precondition Failed', source: STATUSES }],
  },
  {
    status: 413,
    means: 'ERR_MESSAGE_TOO_LARGE',
    samples: [{ status: 413, sample: 'a request over 4 MB; its body varies', source: 'Graph, create message' }],
  },
  {
    status: 423,
    means: 'ERR_GRAPH_UNAVAILABLE',
    samples: [{ status: 423, sample: 'Locked', source: STATUSES }],
  },
  {
    status: 503,
    means: 'ERR_MAILBOX_THROTTLED',
    samples: [
      {
        status: 503,
        code: 'MailboxInfoStale',
        sample: "\"Target resource '…' hosted on database '…' is currently on backend 'Unknown'\"",
        source: 'microsoft-graph-explorer-v4 #3143',
      },
      {
        status: 503,
        sample: '"SystemMemoryProtectionUtilizationMonitor is unhealthy"',
        source: 'msgraph-sdk-javascript #854',
      },
    ],
  },
  {
    status: 509,
    means: 'ERR_MAILBOX_THROTTLED',
    samples: [{ status: 509, sample: 'Bandwidth Limit Exceeded', source: STATUSES }],
  },
];
