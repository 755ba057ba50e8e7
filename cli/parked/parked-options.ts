/** The flags by which parked messages are chosen, as commander gives them. */
export interface ParkedOptions {
  readonly mailbox?: string;
  readonly code?: readonly string[];
  readonly olderThan?: string;
  readonly youngerThan?: string;
  readonly except?: readonly string[];
  readonly limit?: number;
}

/** To act on some of a tenant's parked messages. */
export interface ParkedRequest extends ParkedOptions {
  readonly tenant: string;
  /** Empty: those that the flags choose. */
  readonly ids: readonly string[];
  /** Else nothing is done, and the answer says what would be. */
  readonly yes?: boolean;
  readonly json?: boolean;
}
