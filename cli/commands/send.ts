/** `postbus send`: puts messages on the queue, from flags or a file. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { answerWith, type CommandContext } from '../command-context.ts';
import type { SendOptions } from '../send/send-options.ts';

const EXAMPLES = `
Give --text, --html or --html-file. Nothing is enqueued unless every message keeps the contract (docs/message-contract.md).

Examples:
  postbus send --tenant contoso --to ada@example.org --subject Hello --text "Good morning"
  postbus send --tenant contoso --to ada@example.org --cc bob@example.org --subject Invoice \\
    --html-file invoice.html --inline logo.png --attach invoice.pdf --id invoice-4711 --wait
  postbus send --tenant contoso --to ada@example.org --subject Load --text x --count 1000
  postbus send --file mail.json
  jq … | postbus send --file - --json

In --html, an image of --inline logo.png is <img src="cid:logo.png">.`;

export const sendCommand = (context: CommandContext): Command =>
  new Command('send')
    .description('put a message on the queue')
    .option('--tenant <key>', 'whose mailbox sends it: the key of the connection')
    .option('--from <address>', "one of the connection's mailboxes (default: its first)")
    .option('--to <address...>', 'recipients: ada@example.org or "Ada Lovelace <ada@example.org>"; repeatable')
    .option('--cc <address...>', 'recipients of a copy')
    .option('--bcc <address...>', 'recipients that the others do not see')
    .option('--subject <text>', 'the subject')
    .option('--text <text>', 'the body as plain text')
    .option('--html <html>', 'the body as HTML')
    .option('--html-file <file>', 'the body as HTML, from a file')
    .option('--attach <file...>', 'attach files')
    .option('--inline <file...>', 'attach images for the HTML; the content id is the file name')
    .option('--header <name=value...>', 'custom headers: x-order=1234')
    .option('--id <id>', 'idempotency key: the same id is never sent twice (default: a random one)')
    .option('--expires <when>', 'do not send after this: 2026-12-31T12:00:00Z, or 30m, 12h, 7d from now')
    .option('--file <file>', 'a message, or an array of messages, as JSON; - is standard input')
    .option('--count <n>', 'enqueue it this often, with ids <id>-1 to <id>-n', parseCount)
    .addOption(
      new Option('--wait [seconds]', 'wait until every message has its outcome').preset(60).argParser(parseSeconds),
    )
    .option('--json', 'print one JSON document')
    .addHelpText('after', EXAMPLES)
    .action((options: SendOptions) =>
      answerWith(context, options, async (operator) => {
        const { sendMessages } = await import('../send/send-messages.ts');
        return sendMessages(options, operator, context);
      }),
    );

const MOST_MESSAGES = 1_000_000;
const MOST_SECONDS = 86_400;

function parseCount(text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= 1 && count <= MOST_MESSAGES) return count;
  throw new InvalidArgumentError(`It must be a whole number from 1 to ${MOST_MESSAGES}.`);
}

function parseSeconds(value: string | number): number {
  const seconds = Number(value);
  if (seconds >= 1 && seconds <= MOST_SECONDS) return seconds;
  throw new InvalidArgumentError(`It must be 1 to ${MOST_SECONDS} seconds.`);
}
