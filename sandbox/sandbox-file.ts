/**
 * sandbox.json: where everything listens and what a program needs to use it. Other programs find the sandbox by this file.
 * Promises: written whole, readable by its owner only, removed at the end; a file left by a killed sandbox is seen through.
 */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { TenantConnection } from './control/tenant-summary.ts';
import { writeAtomically } from './durable-file.ts';

export interface SandboxDescription {
  readonly pid: number;
  readonly page: string;
  readonly control: string;
  readonly graph: string;
  readonly login: string;
  readonly keyVault: string;
  readonly identity: { readonly endpoint: string; readonly header: string };
  readonly serviceBus: { readonly connectionString: string; readonly administrationConnectionString: string };
  readonly tables: { readonly connectionString: string };
  readonly caFile: string;
  readonly tenants: readonly TenantConnection[];
  /** Environment of a program that shall use the sandbox in place of Azure. */
  readonly settings: Readonly<Record<string, string>>;
}

const runningSchema = z.object({ pid: z.int(), control: z.string() });

export function sandboxFilePath(dataDirectory: string): string {
  return join(dataDirectory, 'sandbox.json');
}

export function writeSandboxFile(dataDirectory: string, description: SandboxDescription): void {
  writeAtomically(sandboxFilePath(dataDirectory), `${JSON.stringify(description, null, 2)}\n`);
}

export function removeSandboxFile(dataDirectory: string): void {
  rmSync(sandboxFilePath(dataDirectory), { force: true });
}

/** Process id of a sandbox that runs on this folder. A number alone proves nothing after a crash, so it has to answer. */
export async function findRunningSandbox(dataDirectory: string): Promise<number | undefined> {
  const running = readRunning(dataDirectory);
  if (running === undefined || !isAlive(running.pid)) return undefined;
  try {
    const response = await fetch(`${running.control}/clock`, { signal: AbortSignal.timeout(2_000) });
    return response.ok ? running.pid : undefined;
  } catch {
    return undefined;
  }
}

function readRunning(dataDirectory: string): z.infer<typeof runningSchema> | undefined {
  try {
    return runningSchema.safeParse(JSON.parse(readFileSync(sandboxFilePath(dataDirectory), 'utf8'))).data;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
