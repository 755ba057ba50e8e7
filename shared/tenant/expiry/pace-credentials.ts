/** Reads of the vault, at most so many a second: it is there for the mail first. */
import { SECOND } from '../../duration.ts';
import type { Credentials } from '../credential.ts';

export interface PaceOptions {
  /** Milliseconds on a clock that only goes forward. */
  readonly elapsed: () => number;
  readonly wait: (milliseconds: number) => Promise<void>;
}

/** Of the 4,000 in ten seconds that a vault allows, half. */
const READS_A_SECOND = 200;

export function paceCredentials(credentials: Credentials, options: PaceOptions): Credentials {
  const turn = createTurns(options);
  return {
    async read(connection) {
      await turn();
      return credentials.read(connection);
    },
    async readAgain(connection) {
      await turn();
      return credentials.readAgain(connection);
    },
    async readEarlier(connection, refused) {
      await turn();
      return credentials.readEarlier(connection, refused);
    },
  };
}

/** @returns resolves when it is the caller's turn */
function createTurns({ elapsed, wait }: PaceOptions): () => Promise<void> {
  let nextTurn = Number.NEGATIVE_INFINITY;
  return async () => {
    const now = elapsed();
    const turn = Math.max(now, nextTurn);
    nextTurn = turn + SECOND / READS_A_SECOND;
    if (turn > now) await wait(turn - now);
  };
}
