/** Runs a command as an operator does: a process of its own, with nothing of this one's environment but the settings it is given. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const postbus = fileURLToPath(new URL('../../cli/postbus.ts', import.meta.url));

export async function runCli(args: readonly string[], settings: Readonly<Record<string, string>>, input = '') {
  const env = { PATH: process.env.PATH, ...settings };
  const child = spawn(process.execPath, [postbus, ...args], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.end(input);
  const [out, err, [exitCode]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { out, err, exitCode, json: () => JSON.parse(out) };
}
