/**
 * Which messages end the host when it hands them over: the stand-in for a poison message, one that kills the process
 * of whoever works on it. A pattern holds for the queue's MessageId and for the `id` inside a JSON body, because a
 * copy that was scheduled again has another MessageId. `*` is any text, `?` any one character.
 */
export type CrashRule = (messageId: string | undefined, body: Uint8Array) => boolean;

export function createCrashRule(patterns: readonly string[]): CrashRule {
  if (patterns.length === 0) return () => false;
  const expressions = patterns.map(toExpression);
  const matches = (id: unknown): boolean =>
    typeof id === 'string' && expressions.some((expression) => expression.test(id));
  return (messageId, body) => matches(messageId) || matches(idInside(body));
}

function toExpression(pattern: string): RegExp {
  const literal = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${literal.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
}

/** A body that is no JSON object has no id of its own. */
function idInside(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'))?.id;
  } catch {
    return undefined;
  }
}
