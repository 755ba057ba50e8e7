/** What is to be sent: one message from flags, or those of a file. Says what is wrong with the command line, not with a message. */
import { buffer } from 'node:stream/consumers';
import { usageError } from '../command-error.ts';
import type { InputStream } from '../terminal/terminal.ts';
import { type Draft, messageFromFlags, readNamedFile } from './message-from-flags.ts';
import { MESSAGE_FLAGS, type SendOptions } from './send-options.ts';

export interface ReadMessages {
  readonly drafts: readonly unknown[];
  /** Whether the drafts are numbered for their reader: they came as an array. */
  readonly isList: boolean;
}

export async function readMessages(options: SendOptions, input: InputStream, now: Date): Promise<ReadMessages> {
  const given = MESSAGE_FLAGS.filter((flag) => options[flag] !== undefined);
  if (options.file === undefined) {
    if (given.length === 0) {
      throw usageError('There is nothing to send.', 'Give --tenant, --to, --subject and --text, or --file mail.json.');
    }
    return { drafts: [await messageFromFlags(options, now)], isList: false };
  }
  if (given.length > 0) {
    throw usageError(
      `--file says all about its messages, and ${given.map(toFlag).join(', ')} cannot change them.`,
      'Put it into the file, or leave --file out.',
    );
  }
  return readFileMessages(options, await readSource(options.file, input));
}

/** One draft as an object, where it is one. Anything else is the contract's to refuse. */
export const asDraft = (value: unknown): Draft | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;

function readFileMessages({ file, count = 1 }: SendOptions, text: string): ReadMessages {
  const value = parseJson(text, file === '-' ? 'Standard input' : `The file ${file}`);
  const drafts: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (drafts.length === 0) throw usageError('The file holds no message.', 'Put at least one into the array.');
  if (drafts.length > 1 && count > 1) {
    throw usageError('--count repeats one message, and the file holds several.', 'Leave --count out.');
  }
  return { drafts, isList: Array.isArray(value) };
}

const readSource = async (file: string, input: InputStream): Promise<string> =>
  (file === '-' ? await buffer(input) : await readNamedFile(file)).toString('utf8').replace(/^\uFEFF/, '');

function parseJson(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof SyntaxError ? `: ${error.message}` : '';
    throw usageError(`${source} is not JSON${reason}.`, 'Correct it; docs/message-contract.md shows a message.');
  }
}

const toFlag = (name: string): string => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
