/**
 * Runs a built function app: `node sandbox/functions-host/main.ts --app build/app [--settings local.settings.json]
 * [--port 7071] [--max-concurrent-calls n] [--crash-on-message-id pattern]… [--json] [--with-parent]`.
 * A first SIGINT or SIGTERM drains and exits 0; a second exits at once. With `--with-parent`, SIGINT is the
 * parent's to handle, and a closed stdin drains for at most 10 s.
 * Exits 1 when it cannot start, 3 when a function ran longer than functionTimeout.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { readAppSettings } from './app-settings.ts';
import { type Host, startHost } from './host.ts';
import { type HostArguments, readHostArguments } from './host-arguments.ts';
import { announce, announceAsJson, writeLog } from './host-output.ts';
import { EntryPointFailure, StartRefusal } from './start-refusal.ts';

const EXIT_REFUSED = 1;
const EXIT_AT_ONCE = 1;
const EXIT_FUNCTION_TIMEOUT = 3;

/** Without its parent (and, in the sandbox, without its broker) a drain may never end. */
const ORPHAN_DEADLINE_MS = 10_000;

let host: Host | undefined;
let stopping = false;

try {
  const options = readHostArguments(process.argv.slice(2));
  process.on('SIGTERM', stop);
  if (options.withParent) followParent();
  else process.on('SIGINT', stop);
  host = await start(options);
  if (options.json) announceAsJson(host);
  else announce(host);
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(EXIT_REFUSED);
}

async function start(options: HostArguments): Promise<Host> {
  const beside = path.join(options.appDirectory, 'local.settings.json');
  const file = options.settingsFile ?? (existsSync(beside) ? beside : undefined);
  const settings = await readAppSettings(file, process.env);
  Object.assign(process.env, settings);
  return startHost({
    appDirectory: options.appDirectory,
    settings,
    port: options.port,
    maxConcurrentCalls: options.maxConcurrentCalls,
    crashOnMessageIds: options.crashOnMessageIds,
    writeLog,
    onFunctionTimeout: endOnTimeout,
    onCrashMessage: endByMessage,
  });
}

/** Node cannot stop a function; like the real host, give up the process, and with it everything else that runs in it. */
function endOnTimeout(functionName: string, limitMs: number): void {
  const message = `ran longer than functionTimeout (${limitMs / 1_000} s). The whole process ends, as in Azure; what it held is delivered again.`;
  writeLog({ level: 'critical', category: 'system', functionName, message });
  process.exit(EXIT_FUNCTION_TIMEOUT);
}

/** As the system would end a process that ran out of memory: nothing is drained, nothing settled. */
function endByMessage(functionName: string, messageId: string): never {
  const message = `message "${messageId}" fits --crash-on-message-id: this process ends at once, in the middle of everything.`;
  writeLog({ level: 'critical', category: 'system', functionName, message });
  process.kill(process.pid, 'SIGKILL');
  throw new Error('The process outlived its own SIGKILL.');
}

/** Ctrl-C in a terminal reaches parent and child alike; here the parent decides when its child drains. */
function followParent(): void {
  process.on('SIGINT', () => {});
  // A parent that was killed reads no log; the drain goes on without one.
  process.stdout.on('error', () => {});
  process.stderr.on('error', () => {});
  const parentGone = () => {
    setTimeout(() => process.exit(EXIT_AT_ONCE), ORPHAN_DEADLINE_MS).unref();
    if (!stopping) stop();
  };
  process.stdin.once('end', parentGone).once('error', parentGone).resume();
}

function stop(): void {
  // Nothing runs yet, or somebody asks for the second time.
  if (host === undefined || stopping) process.exit(EXIT_AT_ONCE);
  stopping = true;
  writeLog({ level: 'information', category: 'system', message: 'Draining. Interrupt again to exit at once.' });
  host.stop().then(
    () => process.exit(0),
    (error: unknown) => {
      process.stderr.write(`The drain failed: ${stackOf(error)}\n`);
      process.exit(EXIT_AT_ONCE);
    },
  );
}

function explain(error: unknown): string {
  if (error instanceof EntryPointFailure) return `${error.message}\n\n${stackOf(error.cause)}`;
  return error instanceof StartRefusal ? error.message : stackOf(error);
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
