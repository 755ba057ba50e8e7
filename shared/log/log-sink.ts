/** Where log events go: the Functions host's log in production, an array in tests. */
export type LogLevel = 'info' | 'warn' | 'error';

export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

export interface LogEvent {
  /** Stable id: alerts and queries hang on it. */
  readonly event: string;
  readonly name: string;
  readonly level: LogLevel;
  readonly fields: LogFields;
}

export type LogSink = (event: LogEvent) => void;
