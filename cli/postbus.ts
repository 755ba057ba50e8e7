#!/usr/bin/env node
/** `postbus`, the operator's command line: builds the program, runs it, and shows what went wrong. */
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import type { CommandContext } from './command-context.ts';
import { commandName, nameCommands } from './command-name.ts';
import { alertsCommand } from './commands/alerts.ts';
import { cancelCommand } from './commands/cancel.ts';
import { holdCommand } from './commands/hold.ts';
import { holdsCommand } from './commands/holds.ts';
import { parkedCommand } from './commands/parked.ts';
import { queueCommand } from './commands/queue.ts';
import { releaseCommand } from './commands/release.ts';
import { replayCommand } from './commands/replay.ts';
import { secretsCommand } from './commands/secrets.ts';
import { sendCommand } from './commands/send.ts';
import { showCommand } from './commands/show.ts';
import { statusCommand } from './commands/status.ts';
import { tenantsCommand } from './commands/tenants.ts';
import { EXIT } from './exit-code.ts';
import { paintFor, type Terminal } from './terminal/terminal.ts';

const terminal: Terminal = { input: process.stdin, output: process.stdout, errors: process.stderr };

const context: CommandContext = {
  terminal,
  now: () => new Date(),
  commandName: commandName(process.env),
  openOperator: async (note) => {
    const { openOperator } = await import('./open-operator.ts');
    return openOperator({ environment: process.env, folder: process.cwd(), note });
  },
  setExitCode: (code) => {
    process.exitCode = code;
  },
};

// `postbus status … | head` closes the pipe early: nobody reads any more, and that is no failure.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

try {
  await buildProgram().parseAsync();
} catch (error) {
  process.exitCode = await showError(error);
}

function buildProgram(): Command {
  const program = new Command('postbus')
    .description(
      'Sends mail through Postbus, and shows and changes what it knows: messages, holds, the queue, tenants.',
    )
    .version(readVersion(), '--version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .addHelpText(
      'after',
      `\nExit codes: 0 ok, 1 refused or failed, 2 wrong command line, 3 not found, 130 interrupted.`,
    );
  for (const command of [
    sendCommand(context),
    statusCommand(context),
    parkedCommand(context),
    showCommand(context),
    replayCommand(context),
    cancelCommand(context),
    holdsCommand(context),
    holdCommand(context),
    releaseCommand(context),
    queueCommand(context),
    secretsCommand(context),
    alertsCommand(context),
    tenantsCommand(context),
  ]) {
    program.addCommand(command);
  }
  return throwing(program);
}

/** Lets what is wrong with a command line be thrown, and shown in our own form; commander hands this down to no command that is added. */
function throwing(command: Command): Command {
  command.commands.forEach(throwing);
  return command.exitOverride().configureOutput({ outputError: () => {} });
}

function readVersion(): string {
  const { version }: { readonly version: string } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  );
  return version;
}

/** Loaded late: a command that works never needs it, and it brings the schema library along. */
async function showError(error: unknown): Promise<number> {
  if (error instanceof CommanderError && isAnswered(error)) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  const [{ explainError }, { formatError }] = await Promise.all([
    import('./explain-error.ts'),
    import('./terminal/format-error.ts'),
  ]);
  const { exitCode, remedy, ...failure } = explainError(error);
  const shown = { ...failure, remedy: nameCommands(remedy, context.commandName) };
  const text = wantsJson()
    ? JSON.stringify({ error: shown }, null, 2)
    : formatError({ exitCode, ...shown }, paintFor(terminal.errors));
  terminal.errors.write(`${text}\n`);
  return exitCode;
}

/** Commander has printed the help or the version itself. */
function isAnswered({ code }: CommanderError): boolean {
  return ['commander.help', 'commander.helpDisplayed', 'commander.version'].includes(code);
}

/** Read from the raw arguments, because a command line that cannot be parsed has no options. */
function wantsJson(): boolean {
  const end = process.argv.indexOf('--');
  return process.argv.slice(2, end === -1 ? undefined : end).includes('--json');
}
