/**
 * A small JSON document on disk, written whole and atomically: a crash leaves the old one or the new one, never half.
 * Readable by its owner only, because the sandbox keeps its (made-up) secrets there.
 * Without a path nothing is kept: that is the in-memory sandbox. Fails on a file that is not JSON, naming it and the way out.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

export interface DurableFile {
  read(): unknown;
  write(value: unknown): void;
}

export function openDurableFile(path: string | undefined): DurableFile {
  if (path === undefined) return { read: () => undefined, write: () => {} };
  return {
    read: () => (existsSync(path) ? parse(path) : undefined),
    write: (value) => writeAtomically(path, `${JSON.stringify(value, null, 2)}\n`),
  };
}

export function writeAtomically(path: string, text: string): void {
  const unfinished = `${path}.${process.pid}.new`;
  writeFileSync(unfinished, text, { mode: 0o600 });
  renameSync(unfinished, path);
}

function parse(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new Error(`${path} is not JSON. Delete it (its contents are made anew) or repair it.`, { cause });
  }
}
