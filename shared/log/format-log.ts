/** A log event as one line of JSON: the host's log and Application Insights keep it whole, and people can read it. */
import type { LogEvent } from './log-sink.ts';
import { redact } from './redact.ts';

export const formatLog = ({ event, name, level, fields }: LogEvent): string =>
  redact(JSON.stringify({ event, name, level, ...fields }));
