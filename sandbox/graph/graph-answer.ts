/** What every Graph answer carries: request ids, diagnostics and the date, in headers and in the body of an error. */
import { randomUUID } from 'node:crypto';
import { type Answer, jsonAnswer } from '../answer.ts';
import type { GraphError } from './graph-error.ts';

export interface RequestIds {
  readonly requestId: string;
  readonly clientRequestId: string;
}

const diagnostics = JSON.stringify({
  ServerInfo: { DataCenter: 'Sandbox', Slice: 'E', Ring: '5', ScaleUnit: '000', RoleInstance: 'POSTBUS000000001' },
});

export function makeRequestIds(clientRequestId: string | undefined): RequestIds {
  const requestId = randomUUID();
  return { requestId, clientRequestId: clientRequestId ?? requestId };
}

export function withGraphHeaders(answer: Answer, ids: RequestIds, now: number): Answer {
  return {
    ...answer,
    headers: {
      'cache-control': 'no-store, no-cache',
      'strict-transport-security': 'max-age=31536000',
      'request-id': ids.requestId,
      'client-request-id': ids.clientRequestId,
      'x-ms-ags-diagnostic': diagnostics,
      // By the sandbox's clock, because a client may compute with it.
      date: new Date(now).toUTCString(),
      ...answer.headers,
    },
  };
}

export function toErrorAnswer(error: GraphError, ids: RequestIds, now: number): Answer {
  return jsonAnswer(
    error.status,
    {
      error: {
        code: error.code,
        message: error.message,
        ...(error.details.length === 0 ? {} : { details: error.details }),
        innerError: {
          date: new Date(now).toISOString().slice(0, 19),
          'request-id': ids.requestId,
          'client-request-id': ids.clientRequestId,
        },
      },
    },
    error.headers,
  );
}
