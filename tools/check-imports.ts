/**
 * `node tools/check-imports.ts`: the import rules of docs/architecture.md over the whole tree. Prints each violation with its reason
 * and fails if there is one. Besides the table in imports/import-rules.ts: the environment has one reader, and nothing goes in circles.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { findCycles } from './imports/find-cycles.ts';
import { importRules } from './imports/import-rules.ts';
import { readImports } from './imports/read-imports.ts';

const FOLDERS = ['functions', 'shared', 'sandbox', 'cli', 'client', 'bench', 'test', 'tools'];

interface SourceFile {
  /** From the root, with `/`. */
  readonly file: string;
  readonly source: string;
  readonly imports: readonly string[];
}

/** @returns one sentence a violation, none for a sound tree */
export function findImportViolations(root: string): readonly string[] {
  const files = FOLDERS.flatMap((folder) => readSources(root, folder));
  return [...files.flatMap(brokenRules), ...files.flatMap(environmentReads), ...cyclesOf(files)];
}

function readSources(root: string, folder: string): readonly SourceFile[] {
  if (!existsSync(path.join(root, folder))) return [];
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => {
      const file = `${folder}/${name.replaceAll(path.sep, '/')}`;
      const source = readFileSync(path.join(root, file), 'utf8');
      return { file, source, imports: readImports(file, source) };
    });
}

function brokenRules({ file, imports }: SourceFile): readonly string[] {
  return importRules
    .filter((rule) => rule.files.test(file))
    .flatMap(({ mustNotImport, because }) =>
      imports
        .filter((target) => mustNotImport.test(target))
        .map((target) => `${file} must not import ${target.replace(/^npm:/, '')}: ${because}`),
    );
}

/** compose passes the environment to settings.ts, once; nothing else in shared reads it. */
function environmentReads({ file, source }: SourceFile): readonly string[] {
  if (!file.startsWith('shared/')) return [];
  const allowed = /^shared\/compose[^/]*\.ts$/.test(file) ? 1 : 0;
  const reads = source.match(/\bprocess\.env\b|\{[^{}]*\benv\b[^{}]*\} = process\b/g)?.length ?? 0;
  return reads <= allowed
    ? []
    : [
        `${file} must not read process.env: compose passes it to shared/settings.ts, which parses every setting at once`,
      ];
}

function cyclesOf(files: readonly SourceFile[]): readonly string[] {
  const graph = new Map(files.map(({ file, imports }) => [file, imports]));
  return findCycles(graph).map((cycle) => `these files import each other in a circle: ${cycle.join(' -> ')}`);
}

function main(): void {
  const violations = findImportViolations(process.cwd());
  for (const violation of violations) console.error(violation);
  if (violations.length > 0) process.exitCode = 1;
}

if (import.meta.main) main();
