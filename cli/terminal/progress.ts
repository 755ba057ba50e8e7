/** How far a long command is: a bar that is drawn over on a terminal, a line now and then elsewhere, nothing for --json. */
import { paintFor, type Terminal } from './terminal.ts';

export interface Progress {
  readonly report: (done: number) => void;
  /** Leaves the cursor at the start of an empty line. */
  end(): void;
}

interface ProgressOptions {
  readonly terminal: Pick<Terminal, 'errors'>;
  readonly json?: boolean;
}

const BAR_WIDTH = 30;
/** Under this many, the end is there before anybody reads. */
const WORTH_SHOWING = 10;
const LINES = 10;

export function openProgress(verb: string, total: number, { terminal: { errors }, json }: ProgressOptions): Progress {
  if (json || total < WORTH_SHOWING) return { report: () => {}, end: () => {} };
  return errors.isTTY ? openBar(verb, total, errors) : openLines(verb, total, errors);
}

function openBar(verb: string, total: number, errors: Terminal['errors']): Progress {
  const paint = paintFor(errors);
  const width = String(total).length;
  return {
    report: (done) => {
      const filled = Math.floor((done / total) * BAR_WIDTH);
      const bar = paint('green', '█'.repeat(filled)) + paint('dim', '░'.repeat(BAR_WIDTH - filled));
      errors.write(`\r${bar} ${String(done).padStart(width)} of ${total} ${verb}`);
    },
    end: () => errors.write('\r\u001B[K'),
  };
}

function openLines(verb: string, total: number, errors: Terminal['errors']): Progress {
  let printed = 0;
  return {
    report: (done) => {
      const part = Math.floor((done / total) * LINES);
      if (part <= printed) return;
      printed = part;
      errors.write(`${done} of ${total} ${verb}\n`);
    },
    end: () => {},
  };
}
