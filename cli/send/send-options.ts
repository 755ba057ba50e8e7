/** The flags of `postbus send`, as commander gives them. */
export interface SendOptions {
  readonly tenant?: string;
  readonly from?: string;
  readonly to?: readonly string[];
  readonly cc?: readonly string[];
  readonly bcc?: readonly string[];
  readonly subject?: string;
  readonly text?: string;
  readonly html?: string;
  readonly htmlFile?: string;
  readonly attach?: readonly string[];
  readonly inline?: readonly string[];
  readonly header?: readonly string[];
  readonly id?: string;
  readonly expires?: string;
  readonly file?: string;
  readonly count?: number;
  /** Seconds. */
  readonly wait?: number;
  readonly json?: boolean;
}

/** Those that say what a message is; a file says it all itself. */
export const MESSAGE_FLAGS = [
  'tenant',
  'from',
  'to',
  'cc',
  'bcc',
  'subject',
  'text',
  'html',
  'htmlFile',
  'attach',
  'inline',
  'header',
  'id',
  'expires',
] as const satisfies readonly (keyof SendOptions)[];
