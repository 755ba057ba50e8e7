/**
 * The settings of an app's host.json that this host honours, with the service's defaults.
 * Refuses on a file that is no JSON and on values it cannot read; settings it does not know are left alone.
 */
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { StartRefusal } from './start-refusal.ts';
import { parseTimeSpan } from './time-span.ts';

export interface HostSettings {
  readonly functionTimeoutMs: number;
  readonly routePrefix: string;
  readonly serviceBus: {
    readonly maxConcurrentCalls: number;
    readonly maxAutoLockRenewalDurationMs: number;
    readonly autoCompleteMessages: boolean;
  };
}

export async function readHostJson(appDirectory: string): Promise<HostSettings> {
  const file = path.join(appDirectory, 'host.json');
  let content: unknown;
  try {
    content = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new StartRefusal([`${file} cannot be read (${String(cause)}). Build the app first, or correct --app.`], {
      cause,
    });
  }
  return parseHostJson(content);
}

export function parseHostJson(content: unknown): HostSettings {
  const problems: string[] = [];
  const read = { content, problems };
  const settings: HostSettings = {
    // Flex Consumption's default; the older Consumption plan had five minutes.
    functionTimeoutMs: timeSpan(read, 'functionTimeout', '00:30:00'),
    routePrefix: text(read, 'extensions.http.routePrefix', 'api'),
    serviceBus: {
      maxConcurrentCalls: count(read, 'extensions.serviceBus.maxConcurrentCalls', 16 * availableParallelism()),
      maxAutoLockRenewalDurationMs: timeSpan(read, 'extensions.serviceBus.maxAutoLockRenewalDuration', '00:05:00'),
      autoCompleteMessages: flag(read, 'extensions.serviceBus.autoCompleteMessages', true),
    },
  };
  if (problems.length > 0) throw new StartRefusal(problems);
  return settings;
}

interface Reading {
  readonly content: unknown;
  readonly problems: string[];
}

function timeSpan(reading: Reading, name: string, fallback: string): number {
  const value = valueAt(reading.content, name) ?? fallback;
  const milliseconds = typeof value === 'string' ? parseTimeSpan(value) : undefined;
  return milliseconds ?? wrong(reading, name, 'a time span such as "00:05:00"', 0);
}

function count(reading: Reading, name: string, fallback: number): number {
  const value = valueAt(reading.content, name) ?? fallback;
  return Number.isInteger(value) && Number(value) > 0
    ? Number(value)
    : wrong(reading, name, 'a whole number from 1', 1);
}

function flag(reading: Reading, name: string, fallback: boolean): boolean {
  const value = valueAt(reading.content, name) ?? fallback;
  return typeof value === 'boolean' ? value : wrong(reading, name, 'true or false', fallback);
}

function text(reading: Reading, name: string, fallback: string): string {
  const value = valueAt(reading.content, name) ?? fallback;
  return typeof value === 'string' ? value : wrong(reading, name, 'a string', fallback);
}

function wrong<T>(reading: Reading, name: string, expected: string, standIn: T): T {
  const value = JSON.stringify(valueAt(reading.content, name));
  reading.problems.push(`host.json: ${name} is ${value}. Write ${expected}.`);
  return standIn;
}

function valueAt(content: unknown, name: string): unknown {
  return name.split('.').reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), content);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
