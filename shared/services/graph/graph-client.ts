/**
 * The Graph client with a chain of our own: one middleware that does the request, once, within a deadline.
 * Left out on purpose: the retry handler (it POSTs a send again on 503 and 504, up to three times), redirects, and the
 * authentication handler (it silently drops the token for hosts it does not know).
 */
import {
  Client,
  type Context,
  GraphClientError,
  type Middleware,
  ResponseType,
} from '@microsoft/microsoft-graph-client';
import { withDeadline } from '../../deadline.ts';
import { GRAPH_DEADLINE } from '../../delivery/deadlines.ts';
import { exchangeOverHttps } from './https-exchange.ts';

export interface GraphRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Below /v1.0, each part encoded. */
  readonly path: string;
  readonly token: string;
  readonly body?: unknown;
  /** Absent: what every Graph call may take. */
  readonly deadlineMs?: number;
}

export interface GraphResponse {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON; undefined for an empty body or one that is no JSON. */
  readonly body: unknown;
}

/** Sends one request and reads its whole answer. Throws what broke the connection, or a DeadlineError; never for a status. */
export type SendGraphRequest = (request: GraphRequest) => Promise<GraphResponse>;

export function createGraphClient(endpoint: string): SendGraphRequest {
  const client = Client.initWithMiddleware({
    baseUrl: `${endpoint}/`,
    defaultVersion: 'v1.0',
    middleware: exchangeOnce,
  });
  return ({ method, path, token, body, deadlineMs = GRAPH_DEADLINE }) =>
    withDeadline(`Graph ${method} ${operationOf(path)}`, deadlineMs, async (signal) => {
      const request = client
        .api(path)
        .headers({ Authorization: `Bearer ${token}`, 'client-request-id': crypto.randomUUID() })
        .option('signal', signal)
        .responseType(ResponseType.RAW);
      const response = await send(request, method, body);
      return { status: response.status, headers: response.headers, body: parseJson(await response.text()) };
    });
}

type ClientRequest = ReturnType<Client['api']>;

async function send(request: ClientRequest, method: GraphRequest['method'], body: unknown): Promise<Response> {
  try {
    if (method === 'GET') return await request.get();
    if (method === 'DELETE') return await request.delete();
    return await request.post(body);
  } catch (error) {
    throw causeOf(error);
  }
}

/** The client would swallow the reason of a failed exchange (ECONNREFUSED …); an error of its own class it passes on. */
const exchangeOnce: Middleware = {
  async execute(context: Context) {
    const { method = 'GET', headers, body, signal } = context.options ?? {};
    try {
      context.response = await exchangeOverHttps(String(context.request), {
        method,
        headers: Object.fromEntries(new Headers(headers)),
        ...(typeof body === 'string' ? { body } : {}),
        ...(signal ? { signal } : {}),
      });
    } catch (error) {
      const wrapped = new GraphClientError('no answer');
      wrapped.customError = error;
      throw wrapped;
    }
  },
};

const causeOf = (error: unknown): unknown =>
  error instanceof GraphClientError && error.customError !== undefined ? error.customError : error;

/** Only the last part of a path: the others hold addresses. */
const operationOf = (path: string): string => path.split('?')[0]?.split('/').at(-1)?.slice(0, 20) ?? '';

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
