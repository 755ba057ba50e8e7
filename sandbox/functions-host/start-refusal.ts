/**
 * Why the host does not start: every problem found, each with its remedy.
 * A host that starts with half of its functions is worse than none, so one problem is enough to refuse.
 */
export class StartRefusal extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[], options?: ErrorOptions) {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    super(
      `The Functions host does not start, ${count}:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
      options,
    );
    this.name = 'StartRefusal';
    this.problems = problems;
  }
}

/** The app's own code threw while it was loading; `cause` has the stack that finds the line. */
export class EntryPointFailure extends StartRefusal {}
