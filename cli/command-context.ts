/** What every command gets, and how each one runs: open, work, close, print one answer. */
import type { Operator } from '../shared/compose-operator.ts';
import { nameCommands } from './command-name.ts';
import type { ExitCode } from './exit-code.ts';
import { type Paint, paintFor, type Terminal } from './terminal/terminal.ts';

/** What a command has to say: one JSON document for programs, text for people. */
export interface Answer {
  readonly json: unknown;
  /** Commands in backticks are printed as the reader types them. */
  readonly text: (paint: Paint) => string;
  /** In place of the text where the output is no terminal: exactly this. */
  readonly bytes?: Uint8Array;
  readonly exitCode?: ExitCode;
}

export interface CommandContext {
  readonly terminal: Terminal;
  readonly now: () => Date;
  /** What the reader types to run this program. */
  readonly commandName: string;
  /** `note`: a line for people about where this goes. */
  openOperator(note: (text: string) => void): Promise<Operator>;
  setExitCode(code: ExitCode): void;
}

export interface AnswerOptions {
  readonly json?: boolean;
}

/** Runs a command's work with an operator that is closed again whatever happens. */
export async function answerWith(
  context: CommandContext,
  options: AnswerOptions,
  work: (operator: Operator) => Promise<Answer>,
): Promise<void> {
  const operator = await context.openOperator((text) => note(context.terminal, options, text));
  try {
    print(context, options, await work(operator));
  } finally {
    await operator.close();
  }
}

/** A line for people beside the answer; programs that want JSON get nothing but JSON. */
export function note({ errors }: Terminal, { json }: AnswerOptions, text: string): void {
  if (!json) errors.write(`${paintFor(errors)('dim', text)}\n`);
}

function print({ terminal, setExitCode, commandName }: CommandContext, { json }: AnswerOptions, answer: Answer): void {
  const { output } = terminal;
  if (json) output.write(`${JSON.stringify(answer.json, null, 2)}\n`);
  else if (answer.bytes && !output.isTTY) output.write(answer.bytes);
  else output.write(`${toText(answer, paintFor(output), commandName)}\n`);
  if (answer.exitCode !== undefined) setExitCode(answer.exitCode);
}

/** What has bytes is somebody's content, and stays as it is. */
const toText = ({ text, bytes }: Answer, paint: Paint, commandName: string): string =>
  bytes ? text(paint) : nameCommands(text(paint), commandName);
