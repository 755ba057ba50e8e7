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

/** A key is the producer's own and may fill the whole message: more of it than this would not fit into the ledger. */
const LONGEST_KEY = 64;

function toPathPart(segment: PropertyKey): string {
  if (typeof segment === 'number') return `[${segment}]`;
  const key = String(segment);
  const shown = key.length > LONGEST_KEY ? `${key.slice(0, LONGEST_KEY)}…` : key;
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(shown) ? `.${shown}` : `[${JSON.stringify(shown)}]`;
}
