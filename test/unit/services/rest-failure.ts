/** Errors as @azure/core-rest-pipeline throws them. */
interface Parts {
  readonly code?: string;
  readonly details?: unknown;
  readonly headers?: Record<string, string>;
}

export const restFailure = (statusCode: number, { headers, ...parts }: Parts = {}): Error =>
  Object.assign(new Error('a message nobody may rely on'), {
    name: 'RestError',
    statusCode,
    response: { headers: new Headers(headers) },
    ...parts,
  });
