/** From flags to a message as it goes on the queue. What the contract says about it is checked afterwards, as for any producer. */
import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { DAY, HOUR, MINUTE } from '../../shared/duration.ts';
import { usageError } from '../command-error.ts';
import type { SendOptions } from './send-options.ts';

export type Draft = Readonly<Record<string, unknown>>;

export async function messageFromFlags(options: SendOptions, now: Date): Promise<Draft> {
  refuseEmptyFlags(options);
  const { tenant, id, from, to, cc, bcc, subject, text, expires } = options;
  return {
    version: 1,
    tenant,
    id,
    from,
    to,
    cc,
    bcc,
    subject,
    text,
    html: await readHtml(options),
    attachments: await readAttachments(options),
    headers: toHeaders(options.header),
    expiresAt: expires === undefined ? undefined : toInstant(expires, now),
  };
}

/** The contract takes an empty subject from a producer that means it; from a shell it is a variable that is not set. */
function refuseEmptyFlags({ subject, text, html }: SendOptions): void {
  const empty = Object.entries({ '--subject': subject, '--text': text, '--html': html })
    .filter(([, value]) => value === '')
    .map(([flag]) => flag);
  if (empty.length === 0) return;
  throw usageError(
    `Empty text is given for ${empty.join(', ')}; nothing was enqueued.`,
    'Give some text: a shell variable that is not set is the usual cause. A message that is meant to be empty goes with --file.',
  );
}

/** @throws CommandError that names the file */
export async function readNamedFile(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw usageError(`The file ${path} cannot be read${reason}.`, 'Check its path and your rights to it.');
  }
}

async function readHtml({ html, htmlFile }: SendOptions): Promise<string | undefined> {
  if (htmlFile === undefined) return html;
  if (html !== undefined) throw usageError('--html and --html-file are both given.', 'Keep one of them.');
  return (await readNamedFile(htmlFile)).toString('utf8');
}

async function readAttachments({ attach = [], inline = [] }: SendOptions): Promise<readonly Draft[] | undefined> {
  if (attach.length + inline.length === 0) return undefined;
  const files = [...attach.map((path) => ({ path, inline: false })), ...inline.map((path) => ({ path, inline: true }))];
  return Promise.all(
    files.map(async ({ path, inline: isInline }) => ({
      name: basename(path),
      contentType: MEDIA_TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream',
      content: (await readNamedFile(path)).toString('base64'),
      ...(isInline ? { inline: true, contentId: basename(path).replace(/[\s<>]+/g, '-') } : {}),
    })),
  );
}

function toHeaders(headers: readonly string[] | undefined): Readonly<Record<string, string>> | undefined {
  if (headers === undefined) return undefined;
  return Object.fromEntries(
    headers.map((header) => {
      const split = header.indexOf('=');
      if (split > 0) return [header.slice(0, split), header.slice(split + 1)];
      throw usageError(`--header ${header} has no value.`, 'Write it as name=value: --header x-order=1234.');
    }),
  );
}

const DURATIONS: Readonly<Record<string, number>> = { m: MINUTE, h: HOUR, d: DAY };

/** `12h` from now; anything else is the contract's to judge. */
function toInstant(text: string, now: Date): string {
  const [, amount, unit = ''] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  const time = amount === undefined ? toTime(text) : now.getTime() + Number(amount) * (DURATIONS[unit] ?? 0);
  if (time <= now.getTime()) {
    throw usageError(
      `--expires ${text} is not in the future; nothing was enqueued.`,
      'Give a later time, or one from now: 30m, 12h, 7d.',
    );
  }
  return amount === undefined ? text : new Date(time).toISOString();
}

/** NaN for what is no instant, which is in no past. */
const toTime = (text: string): number => (/^\d{4}-\d{2}-\d{2}T/.test(text) ? Date.parse(text) : Number.NaN);

/** What people attach. Receivers choose by it what opens the file; for the rest they go by the name. */
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.csv': 'text/csv',
  '.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  '.gif': 'image/gif',
  '.htm': 'text/html',
  '.html': 'text/html',
  '.ics': 'text/calendar',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.json': 'application/json',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.pptx': 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain',
  '.webp': 'image/webp',
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  '.xml': 'application/xml',
  '.zip': 'application/zip',
};
