/** HTTP requests and responses in the host's RPC form, both ways. */
import type {
  RpcHttpCookie,
  RpcHttpData,
  RpcInvocationResponse,
  RpcNullableStrings,
  RpcTypedData,
} from './rpc-types.ts';

export interface HttpRequestParts {
  readonly method: string;
  readonly url: URL;
  readonly headers: Iterable<readonly [string, string]>;
  readonly params: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array;
}

export function toHttpInput({ method, url, headers, params, body }: HttpRequestParts): RpcTypedData {
  return {
    http: {
      method,
      url: url.href,
      nullableHeaders: toNullable(headers),
      nullableQuery: toNullable(url.searchParams),
      nullableParams: toNullable(Object.entries(params)),
      body: body.length === 0 ? null : { bytes: body },
    },
  };
}

/** A function that returns nothing answers 204, as in Azure. */
export function fromHttpResponse(response: RpcInvocationResponse): HttpAnswer {
  const http: RpcHttpData | undefined = response.returnValue?.http;
  if (http === undefined) return { status: 204, headers: [], body: new Uint8Array() };
  return {
    status: Number(http.statusCode ?? 200),
    headers: [
      ...Object.entries(http.headers ?? {}),
      ...(http.cookies ?? []).map((cookie) => ['set-cookie', toSetCookie(cookie)] as const),
    ],
    body: http.body?.bytes ?? new Uint8Array(),
  };
}

function toNullable(entries: Iterable<readonly [string, string]>): RpcNullableStrings {
  return Object.fromEntries([...entries].map(([name, value]) => [name, { value }]));
}

const sameSiteNames = { none: undefined, lax: 'Lax', strict: 'Strict', explicitNone: 'None' } as const;

function toSetCookie(cookie: RpcHttpCookie): string {
  const expires = cookie.expires?.value;
  const sameSite = sameSiteNames[cookie.sameSite ?? 'none'];
  return [
    `${encodeURIComponent(cookie.name)}=${encodeURIComponent(cookie.value)}`,
    expires && `expires=${new Date(expires.seconds * 1_000).toUTCString()}`,
    cookie.maxAge?.value !== undefined && `max-age=${cookie.maxAge.value}`,
    cookie.domain?.value && `domain=${cookie.domain.value}`,
    cookie.path?.value && `path=${cookie.path.value}`,
    cookie.secure?.value && 'secure',
    sameSite && `samesite=${sameSite.toLowerCase()}`,
    cookie.httpOnly?.value && 'httponly',
  ]
    .filter(Boolean)
    .join('; ');
}
