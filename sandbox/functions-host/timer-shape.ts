/** What the host hands to a timer function: its schedule, its last and next run, and whether it is late. */
import type { RpcTypedData } from './rpc-types.ts';

export interface TimerStatus {
  readonly last: Date;
  readonly next: Date;
  readonly lastUpdated: Date;
}

export interface TimerRun {
  readonly isPastDue: boolean;
  /** Absent without a monitor (`useMonitor: false`, or a schedule more often than once a minute). */
  readonly status: TimerStatus | undefined;
}

export function toTimerInput({ isPastDue, status }: TimerRun): RpcTypedData {
  return {
    json: JSON.stringify({
      Schedule: { AdjustForDST: true },
      ScheduleStatus: status && { Last: status.last, Next: status.next, LastUpdated: status.lastUpdated },
      IsPastDue: isPastDue,
    }),
  };
}
