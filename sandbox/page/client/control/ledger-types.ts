/** What `/control/ledger` answers: what Postbus has parked, and what it holds back. Believed, like the rest of the control endpoint. */

/** Why the messages of a tenant, or of one of its mailboxes, are parked instead of tried. */
export interface Hold {
  readonly tenant: string;
  /** Absent: the whole tenant. */
  readonly mailbox?: string;
  readonly state: 'held' | 'releasing';
  readonly code: string;
  readonly provider?: string;
  /** An operator's own words. */
  readonly note?: string;
  readonly since: string;
  /** Probes that failed in a row. */
  readonly probes: number;
  /** Absent: only an operator lifts it. */
  readonly probeAt?: string;
}

export interface ParkedMessage {
  readonly tenant: string;
  readonly id: string;
  readonly mailbox?: string;
  readonly attempt: number;
  readonly code?: string;
  readonly because?: string;
  readonly provider?: string;
  readonly lastStep?: string;
  readonly note?: string;
  /** It may have been sent. */
  readonly isUnconfirmed: boolean;
  readonly parkedAt: string;
  readonly firstReceivedAt?: string;
  readonly expiresAt?: string;
}

export interface ParkedCount {
  readonly tenant: string;
  readonly code: string;
  readonly messages: number;
}

export interface Ledger {
  /** False: no Postbus has written to this sandbox's tables. */
  readonly isThere: boolean;
  readonly holds: readonly Hold[];
  readonly parked: {
    readonly total: number;
    readonly counts: readonly ParkedCount[];
    /** The newest ones. */
    readonly messages: readonly ParkedMessage[];
  };
}
