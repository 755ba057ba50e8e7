/**
 * The imports of a source file as targets (see import-rules.ts): static and dynamic ones, re-exports, and types as well, because
 * a type ties two folders together as a value does. Reads text: the formatter puts each static import at the start of a line.
 */
import path from 'node:path';

const STATIC = /^(?:import|export)\b(?:[^'"`;]*?\bfrom)?\s*(['"])(?<specifier>[^'"]+)\1/gm;
/** What stands in the parentheses is a name in quotes, or worked out when the code runs. */
const DYNAMIC = /\bimport\(\s*(?:(['"])(?<specifier>[^'"]+)\1|(?<computed>[^'")\s]))/g;
const COMMENT_LINE = /^\s*(?:\/?\*|\/\/).*$/gm;

/** @param file its path from the repository's root, with `/` */
export function readImports(file: string, source: string): readonly string[] {
  const code = source.replace(COMMENT_LINE, '');
  const found = [...code.matchAll(STATIC), ...code.matchAll(DYNAMIC)].map(({ groups }) =>
    groups?.specifier === undefined ? 'computed' : toTarget(file, groups.specifier),
  );
  return [...new Set(found)];
}

function toTarget(file: string, specifier: string): string {
  if (specifier.startsWith('.')) return path.posix.join(path.posix.dirname(file), specifier);
  return specifier.startsWith('node:') ? specifier : `npm:${specifier}`;
}
