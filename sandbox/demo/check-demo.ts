/** Watches what becomes of a demo message, and compares it with what must: the mailbox is the judge, not the product's log. */
import type { DemoMessage } from './demo-messages.ts';
import type { Product, ProductEvent } from './product.ts';

export interface DemoResult {
  readonly message: DemoMessage;
  readonly ok: boolean;
  /** What happened, for a person. */
  readonly lines: readonly string[];
}

interface StoredMessage {
  readonly subject: string;
  readonly createdDateTime: string;
}

export interface DemoRun {
  readonly product: Product;
  readonly control: string;
  /** Older mails in a kept mailbox belong to earlier runs. */
  readonly startedAt: Date;
}

export async function checkDemoMessage(
  message: DemoMessage,
  { product, control, startedAt }: DemoRun,
): Promise<DemoResult> {
  const { id, tenant, expect, enqueued } = message;
  const own = (event: ProductEvent): boolean => event.tenant === tenant && event.id === id;
  const outcome = await product.until(
    `An outcome of ${id}`,
    (event) => own(event) && ['PB1001', 'PB1004', 'PB1005'].includes(event.event),
  );
  if (expect.kind === 'failed')
    return {
      message,
      ok: outcome.code === expect.code,
      lines: [`refused: ${outcome.code}`, ...(outcome.problems ?? '').split(' | ')],
    };
  if (outcome.event !== 'PB1001')
    return { message, ok: false, lines: [`${outcome.name}: ${outcome.code} ${outcome.remedy ?? ''}`] };
  if (expect.duplicates > 0)
    await product.until(`The duplicate of ${id}`, (event) => own(event) && event.event === 'PB1002');
  const copies = await untilInMailbox(() => countCopies(control, expect, startedAt));
  const duplicates = enqueued.length > 1 ? `; ${enqueued.length} on the queue, ${copies} in the mailbox` : '';
  return { message, ok: copies === 1, lines: [`sent from ${expect.mailbox}${duplicates}`] };
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

async function countCopies(
  control: string,
  { mailbox, subject }: { readonly mailbox: string; readonly subject: string },
  since: Date,
): Promise<number> {
  const response = await fetch(`${control}/mailboxes/${encodeURIComponent(mailbox)}/messages?top=100`);
  const { messages } = (await response.json()) as { messages: readonly StoredMessage[] };
  return messages.filter((stored) => stored.subject === subject && new Date(stored.createdDateTime) >= since).length;
}
