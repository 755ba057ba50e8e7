/** Names of action parameters go in either case (`Message`, `message`): turns the first letter of each small. */
export function withLowerCaseStart(body: unknown): unknown {
  if (typeof body !== 'object' || body === null) return body;
  const entries = Object.entries(body).map(([name, value]) => [name.charAt(0).toLowerCase() + name.slice(1), value]);
  return Object.fromEntries(entries);
}
