/** Watches what becomes of a demo message, and compares it with what must: the mailbox is the judge, not the product's log. */
import type { DemoMessage } from './demo-messages.ts';
import type { Product } from './product.ts';
import type { ProductEvent } from './product-events.ts';

export interface DemoResult {
  readonly message: DemoMessage;
  readonly ok: boolean;
  /** What happened, for a person. */
  readonly lines: readonly string[];
}

interface StoredMessage {
  readonly id: string;
  readonly subject: string;
}

interface FullMessage {
  readonly singleValueExtendedProperties?: readonly { readonly value: string }[];
}

export interface DemoRun {
  readonly product: Product;
  readonly control: string;
}

export async function checkDemoMessage(message: DemoMessage, run: DemoRun): Promise<DemoResult> {
  try {
    return await check(message, run);
  } catch (error) {
    const latest = run.product.latest((event) => isOf(message, event));
    const reason = latest ? describe(latest) : 'nothing was heard of it';
    return { message, ok: false, lines: [error instanceof Error ? error.message : String(error), reason] };
  }
}

async function check(message: DemoMessage, { product, control }: DemoRun): Promise<DemoResult> {
  const { id, expect, enqueued } = message;
  const outcome = await product.until(
    `An outcome of ${id}`,
    (event) => isOf(message, event) && LAST_WORDS.includes(event.event),
  );
  if (expect.kind === 'failed') return checkRefusal(message, outcome, expect.code);
  if (outcome.event !== 'PB1001') return { message, ok: false, lines: [describe(outcome)] };
  if (expect.duplicates > 0)
    await product.until(`The duplicate of ${id}`, (event) => isOf(message, event) && event.event === 'PB1002');
  const copies = await untilInMailbox(() => countCopies(control, expect, id));
  const counts =
    enqueued.length > 1 || copies !== 1 ? `; ${enqueued.length} on the queue, ${copies} in the mailbox` : '';
  return { message, ok: copies === 1, lines: [`sent from ${expect.mailbox}${counts}`] };
}

/** Sent, failed, parked. */
const LAST_WORDS: readonly string[] = ['PB1001', 'PB1004', 'PB1005'];

const isOf = ({ tenant, id }: DemoMessage, event: ProductEvent): boolean => event.tenant === tenant && event.id === id;

const describe = ({ name, code = '', provider, remedy = '' }: ProductEvent): string =>
  `${name}: ${code}${provider === undefined ? '' : ` (${provider})`} ${remedy}`;

function checkRefusal(message: DemoMessage, { code, problems = '' }: ProductEvent, expected: string): DemoResult {
  return { message, ok: code === expected, lines: [`refused: ${code}`, ...problems.split(' | ')] };
}

/** Exchange takes its time from 202 to the mailbox's folder; the count of copies is what it is then. */
async function untilInMailbox(count: () => Promise<number>): Promise<number> {
  for (let looks = 0; looks < 100; looks += 1) {
    const copies = await count();
    if (copies > 0) return copies;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return 0;
}

/** Copies that carry the message's own id: an older run's mail of the same subject may arrive meanwhile. */
async function countCopies(
  control: string,
  { mailbox, subject }: { readonly mailbox: string; readonly subject: string },
  id: string,
): Promise<number> {
  const folder = `${control}/mailboxes/${encodeURIComponent(mailbox)}/messages`;
  const { messages } = await read<{ readonly messages: readonly StoredMessage[] }>(`${folder}?top=100`);
  const candidates = messages.filter((stored) => stored.subject === subject);
  const full = await Promise.all(
    candidates.map((stored) => read<FullMessage>(`${folder}/${encodeURIComponent(stored.id)}`)),
  );
  return full.filter(({ singleValueExtendedProperties = [] }) =>
    singleValueExtendedProperties.some(({ value }) => value === id),
  ).length;
}

const read = async <Answer>(url: string): Promise<Answer> => (await (await fetch(url)).json()) as Answer;
