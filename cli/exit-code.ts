/** How a command ends, as scripts see it. docs/cli.md lists these. */
export const EXIT = {
  ok: 0,
  /** Refused, or it did not work. */
  failed: 1,
  /** The command line itself is wrong. */
  usage: 2,
  /** What was asked for does not exist. */
  notFound: 3,
  /** Ctrl-C at a prompt: 128 and the signal's number, as shells have it. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
