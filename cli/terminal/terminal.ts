/** The three streams of a command. Results go to `output`; prompts, progress and complaints to `errors`, so that pipes stay clean. */
import { styleText } from 'node:util';

export interface Terminal {
  readonly input: InputStream;
  readonly output: OutputStream;
  readonly errors: OutputStream;
}

export type InputStream = NodeJS.ReadableStream & { readonly isTTY?: boolean };
export type OutputStream = NodeJS.WritableStream & { readonly isTTY?: boolean };

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** Colours text, or leaves it as it is: in a pipe, and where NO_COLOR is set. */
export type Paint = (style: Style, text: string) => string;

export const paintFor =
  (stream: OutputStream): Paint =>
  (style, text) =>
    styleText(style, text, { stream });

/** For files, tests and streams that are no terminal. */
export const plain: Paint = (_style, text) => text;
