import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { eventually } from '../harness/eventually.ts';
import { startPostbus } from '../harness/start-postbus.ts';

const run = promisify(execFile);
const COUNT = 1000;
const CLOSED: readonly string[] = ['sent', 'failed', 'parked', 'cancelled'];

interface Produced {
  readonly tenant: string;
  readonly id: string;
  readonly from: string;
  readonly to: readonly (string | { readonly address: string; readonly name: string })[];
  readonly cc?: readonly string[];
  readonly bcc?: readonly string[];
  readonly replyTo?: readonly string[];
  readonly subject: string;
  readonly text?: string;
  readonly html?: string;
  readonly attachments?: readonly { readonly name: string; readonly contentType: string; readonly content: string }[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly importance?: string;
  readonly categories?: readonly string[];
}

interface Stored {
  readonly id: string;
  readonly subject: string;
  readonly from: unknown;
  readonly toRecipients: unknown;
  readonly ccRecipients: unknown;
  readonly bccRecipients: unknown;
  readonly replyTo: unknown;
  readonly body: { readonly contentType: string; readonly content: string };
  readonly importance: string;
  readonly categories: unknown;
  readonly attachments: readonly {
    readonly name: string;
    readonly contentType: string;
    readonly contentBytes: string;
  }[];
  readonly singleValueExtendedProperties: readonly { readonly id: string; readonly value: string }[];
}

describe('a thousand messages', () => {
  test('arrive once each, in the right mailbox, with every field as it was given', async () => {
    const postbus = await startPostbus();
    try {
      const { sandbox } = postbus;
      const { stdout } = await run(
        process.execPath,
        ['test/fixtures/producer.cjs', sandbox.settings.ServiceBus ?? '', String(COUNT)],
        { maxBuffer: 2 ** 24 },
      );
      const produced: readonly Produced[] = JSON.parse(stdout);
      // First the last word on every message, then the mailboxes: a mail that were sent twice would be there by then.
      await eventually(
        'every attempt closed',
        async () => {
          const entries = (await Promise.all(sandbox.tenants.map(({ key }) => postbus.listEntries(key)))).flat();
          return (entries.length >= COUNT && entries.every(({ state }) => CLOSED.includes(state))) || undefined;
        },
        180_000,
      );
      const entries = (await Promise.all(sandbox.tenants.map(({ key }) => postbus.listEntries(key)))).flat();
      expect(entries).toHaveLength(COUNT);
      expect(entries.filter(({ state, attempt }) => state !== 'sent' || attempt !== 1)).toEqual([]);
      const stored = await readAllMailboxes(sandbox.control, produced);
      expect(stored.size).toBe(COUNT);
      for (const message of produced)
        expect(stored.get(`${message.from} ${message.id}`)?.map(toComparable)).toEqual([expected(message)]);
      // Exchange's own count of what it took responsibility for.
      expect(await sandbox.control<{ total: number }>('accepted')).toMatchObject({ total: COUNT });
      expect(sandbox.complaints()).toBe('');
    } finally {
      await postbus.stop();
    }
  }, 240_000);
});

type Control = <Answer>(path: string) => Promise<Answer>;

/** All copies of every message, by mailbox and our message id. */
async function readAllMailboxes(
  control: Control,
  produced: readonly Produced[],
): Promise<ReadonlyMap<string, readonly Stored[]>> {
  const found = new Map<string, Stored[]>();
  for (const address of new Set(produced.map(({ from }) => from))) {
    const { messages } = await control<{ messages: readonly { id: string }[] }>(
      `mailboxes/${address}/messages?top=1000`,
    );
    for (const { id } of messages) {
      const stored = await control<Stored>(`mailboxes/${address}/messages/${encodeURIComponent(id)}`);
      const key = `${address} ${stored.singleValueExtendedProperties[0]?.value}`;
      found.set(key, [...(found.get(key) ?? []), stored]);
    }
  }
  return found;
}

const recipients = (list: readonly (string | { readonly address: string; readonly name?: string })[] = []) =>
  list.map((each) => ({
    emailAddress: typeof each === 'string' ? { address: each } : { address: each.address, name: each.name },
  }));

const toComparable = ({
  subject,
  from,
  toRecipients,
  ccRecipients,
  bccRecipients,
  replyTo,
  body,
  importance,
  categories,
  attachments,
}: Stored) => ({
  subject,
  from,
  toRecipients,
  ccRecipients,
  bccRecipients,
  replyTo,
  body: { contentType: body.contentType.toLowerCase(), content: body.content },
  importance: importance.toLowerCase(),
  categories: categories ?? [],
  attachments: (attachments ?? []).map(({ name, contentType, contentBytes }) => ({
    name,
    contentType,
    content: contentBytes,
  })),
});

const expected = (message: Produced) => ({
  subject: message.subject,
  from: { emailAddress: { address: message.from } },
  toRecipients: recipients(message.to),
  ccRecipients: recipients(message.cc),
  bccRecipients: recipients(message.bcc),
  replyTo: recipients(message.replyTo),
  body:
    message.html === undefined
      ? { contentType: 'text', content: message.text }
      : { contentType: 'html', content: message.html },
  importance: message.importance ?? 'normal',
  categories: message.categories ?? [],
  attachments: message.attachments ?? [],
});
