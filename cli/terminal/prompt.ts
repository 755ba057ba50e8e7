/** Questions on a terminal. They are written to `errors`, so that an answer on `output` stays clean. */
import { createInterface, type Interface } from 'node:readline';
import { Writable } from 'node:stream';
import { CommandError } from '../command-error.ts';
import { EXIT } from '../exit-code.ts';
import type { InputStream, Terminal } from './terminal.ts';

type Asking = Pick<Terminal, 'input' | 'errors'>;

/** Asks and shows what is typed. @throws CommandError when Ctrl-C or Ctrl-D is pressed */
export async function ask({ input, errors }: Asking, question: string): Promise<string> {
  const line = openLine(input, errors);
  try {
    return await readLine(line, question);
  } catch (error) {
    errors.write('\n');
    throw error;
  } finally {
    line.close();
  }
}

/** The same, and shows nothing of it: not even its length. */
export async function askHidden({ input, errors }: Asking, question: string): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  // Opened before the question is shown: what is typed from then on is not echoed.
  const line = openLine(input, nowhere);
  errors.write(question);
  try {
    return await readLine(line, '');
  } finally {
    line.close();
    errors.write('\n');
  }
}

/** readline sets the terminal to raw mode, in which it echoes nothing itself, and back when it is closed. */
const openLine = (input: InputStream, output: NodeJS.WritableStream): Interface =>
  createInterface({ input, output, terminal: true, historySize: 0 });

function readLine(line: Interface, question: string): Promise<string> {
  return new Promise((resolve, reject) => {
    line.once('SIGINT', () => reject(interrupted()));
    line.once('close', () => reject(interrupted()));
    line.question(question, resolve);
  });
}

const interrupted = (): CommandError =>
  new CommandError({
    code: 'ERR_INTERRUPTED',
    sentence: 'Stopped at the question.',
    remedy: 'Nothing was changed; run the command again when you are ready.',
    exitCode: EXIT.interrupted,
  });
