/** What rhea's error events say, as one line for the log. They carry an Error, or a link, session or connection with one inside. */
export function describeClientError(context: unknown): string {
  if (context instanceof Error) return context.message;
  const endpoints = ['sender', 'receiver', 'session', 'connection'].map((name) => property(context, name));
  const errors = [property(context, 'error'), ...endpoints.map((endpoint) => property(endpoint, 'error'))];
  const error = errors.find((candidate) => candidate !== undefined && candidate !== null);
  const condition = property(error, 'condition');
  const description = property(error, 'description') ?? property(error, 'message');
  return [condition, description].filter((part) => typeof part === 'string').join(': ') || 'no description';
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
