/** Everything that was said and done in a storm, in order, on disk: to find out afterwards what became of one message. */
import { createWriteStream } from 'node:fs';
import { mkdtemp, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Journal {
  readonly file: string;
  write(who: string, what: string): void;
  /** Lines with one of these words in them. */
  find(...words: readonly string[]): Promise<readonly string[]>;
  close(): Promise<void>;
}

export async function openJournal(): Promise<Journal> {
  const file = join(await mkdtemp(join(tmpdir(), 'postbus-chaos-')), 'journal.log');
  const stream = createWriteStream(file);
  const start = performance.now();
  let written: Promise<unknown> = Promise.resolve();
  return {
    file,
    write(who, what) {
      const at = ((performance.now() - start) / 1000).toFixed(3).padStart(9);
      written = new Promise((resolve) => stream.write(`${at} ${who.padEnd(12)} ${what}\n`, resolve));
    },
    async find(...words) {
      await written;
      const found: string[] = [];
      const reading = await open(file);
      for await (const line of reading.readLines()) if (words.some((word) => line.includes(word))) found.push(line);
      return found;
    },
    close: async () => {
      await written;
      await new Promise<void>((resolve) => stream.end(resolve));
    },
  };
}
