/**
 * Permits to use a mailbox: so far, at most four at a time in this process (Graph answers a fifth concurrent request of an
 * app to a mailbox with 429). The place where pacing over all instances will stand: rate, recipients, upload.
 */

export interface Permit {
  release(): void;
}

export interface Permits {
  /** @returns a permit, or undefined where the wait would be longer than allowed: then come back later */
  take(mailbox: string): Promise<Permit | undefined>;
}

export interface PermitOptions {
  /** Requests to one mailbox at a time. */
  readonly concurrency: number;
  readonly longestWaitMs: number;
}

interface Waiting {
  readonly grant: () => void;
}

interface Turn {
  running: number;
  readonly waiting: Waiting[];
}

/** Permits of this process. First come, first served; a mailbox that nobody uses takes no memory. */
export function createPermits({ concurrency, longestWaitMs }: PermitOptions): Permits {
  const turns = new Map<string, Turn>();

  function release(mailbox: string, turn: Turn): void {
    const next = turn.waiting.shift();
    if (next) next.grant();
    else turn.running -= 1;
    if (turn.running === 0) turns.delete(mailbox);
  }

  function permitFor(mailbox: string, turn: Turn): Permit {
    let isHeld = true;
    return {
      release: () => {
        if (!isHeld) return;
        isHeld = false;
        release(mailbox, turn);
      },
    };
  }

  return {
    async take(mailbox) {
      const turn = turns.get(mailbox) ?? { running: 0, waiting: [] };
      turns.set(mailbox, turn);
      if (turn.running < concurrency) turn.running += 1;
      else if (!(await waitForTurn(turn, longestWaitMs))) return undefined;
      return permitFor(mailbox, turn);
    },
  };
}

/** True when a finished one handed its place over; the number of running ones then stays as it is. */
function waitForTurn(turn: Turn, longestWaitMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const waiting: Waiting = {
      grant: () => {
        clearTimeout(timer);
        resolve(true);
      },
    };
    const timer = setTimeout(() => {
      turn.waiting.splice(turn.waiting.indexOf(waiting), 1);
      resolve(false);
    }, longestWaitMs);
    turn.waiting.push(waiting);
  });
}
