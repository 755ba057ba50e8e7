/**
 * Where alerts are kept until every route has told them, and for a while after that, so that none is raised twice.
 * Whoever finds a cause raises; one teller at a time tells. Throws DeliveryError ERR_LEDGER_UNAVAILABLE.
 */
import type { Alert } from './alert.ts';
import type { RouteStates } from './route-state.ts';

export interface RaiseAlerts {
  /** @returns false where an alert of this id was raised before; nothing changes then */
  raise(alert: Alert): Promise<boolean>;
}

/** An alert, and what became of it on each route; a route that is not there has not looked at it yet. */
export interface AlertRecord {
  readonly alert: Alert;
  readonly routes: RouteStates;
}

export interface StoredAlert {
  readonly record: AlertRecord;
  /** Opaque version of what was read or written. */
  readonly version: string;
}

export interface AlertUpdate {
  readonly stored: StoredAlert;
  readonly routes: RouteStates;
}

export interface Alerts extends RaiseAlerts {
  read(id: string): Promise<AlertRecord | undefined>;
  /** What a route has still to tell. A row that somebody changed by hand into something else is left out. */
  pending(): Promise<readonly StoredAlert[]>;
  /** All that are kept, the latest first. */
  list(): Promise<readonly AlertRecord[]>;
  /**
   * Writes what became of alerts, in order, a hundred at a time: each hundred whole or not at all.
   * @returns them as they are now; undefined where somebody else was at one of them, and then the later ones were not written
   */
  update(updates: readonly AlertUpdate[]): Promise<readonly StoredAlert[] | undefined>;
  /** Removes what was told before an instant, and what no route could tell and was raised before another. @returns how many */
  removeOld(before: { readonly told: Date; readonly raised: Date }): Promise<number>;
}

/** One teller at a time: who has it tells, until then or until it is given back. */
export interface TellerLease {
  /** @returns undefined where somebody else has it */
  take(): Promise<HeldLease | undefined>;
}

export interface HeldLease {
  /** From now on for the whole time. @returns false where somebody else has taken it over */
  renew(): Promise<boolean>;
  /** Never throws: a lease that could not be given back ends by itself. */
  release(): Promise<void>;
}
