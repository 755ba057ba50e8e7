/** A named value, and the whole of it for those who point at it. */
export interface Fact {
  readonly name: string;
  readonly value: string;
  readonly detail?: string;
}
