/** Graph's answers about the draft, its own state, or the tenant's token, by their code. */
import type { GraphFailureRow } from './graph-failure-row.ts';

const EWS = 'EWS ResponseCode page';

export const graphServiceFailures: readonly GraphFailureRow[] = [
  {
    // What a draft answers that was sent before.
    code: 'ErrorItemNotFound',
    means: 'ERR_GRAPH_UNAVAILABLE',
    onSend: 'unconfirmed',
    samples: [
      {
        status: 404,
        sample: '"The specified object was not found in the store."',
        source: 'msgraph-sdk-java #731',
        hint: 'To a send: the draft was probably sent before, and is looked up.',
      },
    ],
  },
  {
    code: 'ErrorIrresolvableConflict',
    means: 'ERR_GRAPH_UNAVAILABLE',
    samples: [{ status: 409, sample: 'the change key is stale', source: `${EWS}; the status is an assumption` }],
  },
  {
    code: 'ErrorStaleObject',
    means: 'ERR_GRAPH_UNAVAILABLE',
    samples: [{ sample: 'the change key is stale', source: EWS }],
  },
  {
    code: 'ErrorChangeKeyRequired',
    means: 'ERR_GRAPH_UNAVAILABLE',
    samples: [{ sample: 'the change key is missing', source: EWS }],
  },
  {
    code: 'ErrorInternalServerTransientError',
    means: 'ERR_GRAPH_UNAVAILABLE',
    onSend: 'unconfirmed',
    samples: [{ status: 500, sample: '"try your request again later"', source: `${EWS}; the status is an assumption` }],
  },
  {
    code: 'InvalidAuthenticationToken',
    means: 'ERR_TOKEN_REFUSED',
    samples: [
      {
        status: 401,
        sample: 'the token has expired, or is for another audience',
        source: 'public reports',
        hint: 'It counts only after a second try with a new token.',
      },
    ],
  },
  {
    code: 'NoPermissionsInAccessToken',
    means: 'ERR_TOKEN_REFUSED',
    samples: [
      {
        status: 401,
        sample: '"The token contains no permissions, or permissions can not be understood."',
        source: 'microsoft-graph-docs #5673; python-o365 #428',
        hint: 'Nothing is granted to the app: grant Mail.ReadWrite and Mail.Send, in Entra ID or by an Exchange role.',
      },
    ],
  },
];
