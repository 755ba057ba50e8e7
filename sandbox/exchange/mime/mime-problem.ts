/** Thrown for source that is no MIME message; the caller makes Exchange's refusal of it. */
export class MimeProblem extends Error {
  override readonly name = 'MimeProblem';
}
