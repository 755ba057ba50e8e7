/** A real answer of a service, kept beside the row that was made from it. docs/error-codes.md shows them. */
export interface ProviderSample {
  /** What it said; in quotation marks where it is its own text. */
  readonly sample: string;
  /** Where it was seen or is documented. */
  readonly source: string;
  /** What to do, where it says more than the remedy of our code. */
  readonly hint?: string;
}
