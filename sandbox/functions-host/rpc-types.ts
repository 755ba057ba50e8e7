/**
 * The shapes that cross between the Functions host and the `@azure/functions` library (the worker's gRPC messages).
 * Only what this host sends or reads; `@azure/functions-core`, which declares them, is not published.
 */

/** One value on the wire. The library takes the first field that is set, in the order string, json, bytes, http, double. */
export interface RpcTypedData {
  readonly string?: string;
  readonly json?: string;
  readonly bytes?: Uint8Array;
  readonly int?: number;
  readonly double?: number;
  readonly http?: RpcHttpData;
}

export type RpcMetadata = Readonly<Record<string, RpcTypedData>>;

type Nullable<T> = { readonly value?: T } | null | undefined;
export type RpcNullableStrings = Readonly<Record<string, { readonly value: string }>>;

export interface RpcHttpData {
  readonly method?: string;
  readonly url?: string;
  readonly nullableHeaders?: RpcNullableStrings;
  readonly nullableQuery?: RpcNullableStrings;
  readonly nullableParams?: RpcNullableStrings;
  readonly body?: RpcTypedData | null | undefined;
  readonly statusCode?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly RpcHttpCookie[];
}

export interface RpcHttpCookie {
  readonly name: string;
  readonly value: string;
  readonly domain?: Nullable<string>;
  readonly path?: Nullable<string>;
  readonly expires?: Nullable<{ readonly seconds: number }>;
  readonly secure?: Nullable<boolean>;
  readonly httpOnly?: Nullable<boolean>;
  readonly sameSite?: 'none' | 'lax' | 'strict' | 'explicitNone';
  readonly maxAge?: Nullable<number>;
}

export interface RpcInvocationRequest {
  readonly invocationId: string;
  readonly functionId: string;
  readonly inputData: readonly { readonly name: string; readonly data: RpcTypedData }[];
  readonly triggerMetadata: RpcMetadata;
  readonly traceContext: { readonly traceParent: string };
}

export interface RpcInvocationResponse {
  readonly returnValue?: RpcTypedData | null;
  readonly outputData?: readonly { readonly name: string; readonly data: RpcTypedData }[];
}

export interface RpcBinding {
  readonly type: string;
  readonly direction: 'in' | 'out';
  readonly [option: string]: unknown;
}
