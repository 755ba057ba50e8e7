/**
 * Finds the sandbox of this project, for who gives no Azure settings. Looks from the working folder upwards and no further
 * than the project: a file in some folder above could have been put there by anybody, and secrets go where it says.
 */
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { CommandError } from './command-error.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface SandboxFile {
  readonly path: string;
  readonly pid: number;
  /** Where it listens for sure. */
  readonly control: string;
  /** Environment of a program that shall use the sandbox in place of Azure. */
  readonly settings: Readonly<Record<string, string>>;
}

const FILE = join('.postbus', 'sandbox.json');
const PROJECT = 'package.json';

const fileSchema = z.object({ pid: z.int().positive(), control: z.url(), settings: z.record(z.string(), z.string()) });

/** Where an environment says anything about Azure, it is meant. */
export const hasAzureSettings = (environment: Environment): boolean =>
  Object.entries(environment).some(([name, value]) => value !== '' && /^(?:POSTBUS_|ServiceBus(?:__|$))/.test(name));

/** @throws CommandError where there is a file that cannot be used */
export function findSandboxFile(folder: string): SandboxFile | undefined {
  const path = findUpwards(folder);
  if (path === undefined) return undefined;
  const parsed = fileSchema.safeParse(readJson(path));
  if (parsed.success) return { path, ...parsed.data };
  throw notRunning(`${path} cannot be read as the description of a sandbox.`, parsed.error);
}

/** @throws CommandError with how to start it */
export async function refuseDeadSandbox({ path, pid, control }: SandboxFile): Promise<void> {
  if (await isListening(new URL(control))) return;
  throw notRunning(`The sandbox is not running: ${path} names process ${pid}, and nothing answers where it listened.`);
}

function findUpwards(folder: string): string | undefined {
  const path = join(folder, FILE);
  if (existsSync(path)) return path;
  const above = dirname(folder);
  return existsSync(join(folder, PROJECT)) || above === folder ? undefined : findUpwards(above);
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

const CONNECT_DEADLINE_MS = 2000;

/** A process id alone proves nothing after a crash: another process may have it by now, or nobody collected the dead one. */
async function isListening({ hostname, port }: URL): Promise<boolean> {
  const socket = connect({ host: hostname, port: Number(port) });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(CONNECT_DEADLINE_MS) });
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

const notRunning = (sentence: string, cause?: unknown): CommandError =>
  new CommandError({
    code: 'ERR_SANDBOX_NOT_RUNNING',
    sentence,
    remedy:
      'Start it with `npm run sandbox` (the fakes alone) or `npm start` (with Postbus), or give the Azure settings that docs/cli.md lists.',
    cause,
  });
