/**
 * Turns at a mailbox: so far, at most four at a time in this process (Graph answers a fifth concurrent request of an app to a
 * mailbox with 429). Few may wait in process; the others get an instant to come back at, one after the other at the speed the
 * mailbox has shown, so that they do not all come at once. The place where pacing over all instances will stand.
 */
import { SECOND } from '../duration.ts';

export type Turn = { readonly kind: 'now'; release(): void } | { readonly kind: 'later'; readonly at: Date };

export interface Permits {
  take(mailbox: string): Promise<Turn>;
  /** Nobody gets a turn before this instant: the service asked for it. */
  pause(mailbox: string, until: Date): void;
}

export interface PermitOptions {
  /** Requests to one mailbox at a time. */
  readonly concurrency: number;
  readonly longestWaitMs: number;
  /** Of all mailboxes together. */
  readonly mostWaiting: number;
  readonly mostWaitingAMailbox: number;
  readonly now: () => Date;
}

/** Whoever is sent away stays away so long at least: a copy costs more than a short wait. */
const SHORTEST_ABSENCE = 5 * SECOND;
/** How long a turn takes, before a mailbox has shown it. */
const FIRST_GUESS = SECOND;

interface Mailbox {
  running: number;
  /** Each is told whether it gets a turn now. */
  readonly waiting: ((isGranted: boolean) => void)[];
  /** Moving average of how long a turn takes, in milliseconds. */
  turnMs: number;
  /** Until when turns are given away to those who come back. */
  reservedUntil: number;
  pausedUntil: number;
}

/** Turns of this process. First come, first served; a mailbox that nobody uses takes no memory. */
export function createPermits(options: PermitOptions): Permits {
  const { concurrency, longestWaitMs, mostWaiting, mostWaitingAMailbox, now } = options;
  const mailboxes = new Map<string, Mailbox>();
  let waiting = 0;

  function open(name: string): Mailbox {
    const mailbox = mailboxes.get(name) ?? {
      running: 0,
      waiting: [],
      turnMs: FIRST_GUESS,
      reservedUntil: 0,
      pausedUntil: 0,
    };
    mailboxes.set(name, mailbox);
    return mailbox;
  }

  function grant(name: string, mailbox: Mailbox): Turn {
    const began = now().getTime();
    let isHeld = true;
    return {
      kind: 'now',
      release: () => {
        if (!isHeld) return;
        isHeld = false;
        mailbox.turnMs = 0.8 * mailbox.turnMs + 0.2 * (now().getTime() - began);
        passOn(name, mailbox);
      },
    };
  }

  function passOn(name: string, mailbox: Mailbox): void {
    const next = mailbox.waiting.shift();
    if (next) next(true);
    else mailbox.running -= 1;
    if (mailbox.running === 0 && mailbox.reservedUntil <= now().getTime()) mailboxes.delete(name);
  }

  function reserve(mailbox: Mailbox): Turn {
    const at = Math.max(now().getTime() + SHORTEST_ABSENCE, mailbox.reservedUntil);
    mailbox.reservedUntil = at + mailbox.turnMs / concurrency;
    return { kind: 'later', at: new Date(at) };
  }

  async function waitInProcess(mailbox: Mailbox): Promise<boolean> {
    waiting += 1;
    try {
      return await untilGranted(mailbox.waiting, longestWaitMs);
    } finally {
      waiting -= 1;
    }
  }

  const isPaused = ({ pausedUntil }: Mailbox): boolean => pausedUntil > now().getTime();

  return {
    pause(name, until) {
      const mailbox = open(name);
      mailbox.pausedUntil = Math.max(mailbox.pausedUntil, until.getTime());
      mailbox.reservedUntil = Math.max(mailbox.reservedUntil, mailbox.pausedUntil);
      for (const sendAway of mailbox.waiting.splice(0)) sendAway(false);
    },
    async take(name) {
      const mailbox = open(name);
      if (isPaused(mailbox)) return reserve(mailbox);
      if (mailbox.running < concurrency) mailbox.running += 1;
      else if (waiting >= mostWaiting || mailbox.waiting.length >= mostWaitingAMailbox) return reserve(mailbox);
      else if (!(await waitInProcess(mailbox))) return reserve(mailbox);
      return grant(name, mailbox);
    },
  };
}

/** True when a finished one handed its place over; the number of running ones then stays as it is. */
function untilGranted(queue: ((isGranted: boolean) => void)[], longestWaitMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      queue.splice(queue.indexOf(decide), 1);
      resolve(false);
    }, longestWaitMs);
    const decide = (isGranted: boolean): void => {
      clearTimeout(timer);
      resolve(isGranted);
    };
    queue.push(decide);
  });
}
