/** One thing that is wrong with what somebody gave us. */
export interface Problem {
  /** JSON path of the value, `$` for the whole: `$.to[0].address`. */
  readonly path: string;
  /** What is wrong and what would be right. Never repeats the value: values are content, and this is stored and logged. */
  readonly sentence: string;
}

export const problem = (path: string, sentence: string): Problem => ({ path, sentence });

/** `$.to[0]` from `['to', 0]`; keys that are no plain names are quoted: `$.headers["x-a"]`. */
export function toJsonPath(segments: readonly PropertyKey[]): string {
  return segments.reduce<string>((path, segment) => path + toPathPart(segment), '$');
}

function toPathPart(segment: PropertyKey): string {
  if (typeof segment === 'number') return `[${segment}]`;
  const key = String(segment);
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key.slice(0, 64))}]`;
}
