/** The messages `npm start` puts on the queue, and what must become of each. */
import { drawEnvelope } from './envelope-picture.ts';

export interface DemoMessage {
  readonly what: string;
  readonly tenant: string;
  readonly id: string;
  /** As the producer enqueues it: more than once for the one that is duplicated. */
  readonly enqueued: readonly { readonly messageId: string; readonly body: unknown }[];
  readonly expect:
    | { readonly kind: 'sent'; readonly mailbox: string; readonly subject: string; readonly duplicates: number }
    | { readonly kind: 'failed'; readonly code: string };
}

interface Draft {
  readonly what: string;
  readonly mailbox: string;
  readonly content: Readonly<Record<string, unknown>> & { readonly subject: string };
}

/** @param run makes the ids of this run its own, so that the demo works again on a kept ledger */
export function makeDemoMessages(run: string): readonly DemoMessage[] {
  const drafts: readonly Draft[] = [orderConfirmation, invoice, ticket, newsletter];
  return [
    ...drafts.map((draft, index) => toSend(draft, `demo-${run}-${index + 1}`)),
    duplicated(`demo-${run}-5`),
    refused(`demo-${run}-6`),
  ];
}

const orderConfirmation: Draft = {
  what: 'HTML with a picture inside, an attachment, cc and bcc',
  mailbox: 'orders@contoso.example',
  content: {
    from: 'orders@contoso.example',
    to: [{ address: 'ada@example.org', name: 'Ada Lovelace' }],
    cc: ['"Shop @ Contoso" <shop@contoso.example>'],
    bcc: ['archive@contoso.example'],
    replyTo: ['help@contoso.example'],
    subject: 'Your order 1234 is on its way',
    html: `<div style="font-family:sans-serif;max-width:32em">
<p><img src="cid:envelope" alt="" width="64" height="64"></p>
<h1 style="font-size:1.3em">Thank you, Ada</h1>
<p>Your order <b>1234</b> left our house today. The delivery note is attached.</p>
<p style="color:#666">Contoso · Sandbox Street 1 · <a href="https://contoso.example/orders/1234">track it</a></p></div>`,
    attachments: [
      {
        name: 'envelope.png',
        contentType: 'image/png',
        content: drawEnvelope().toString('base64'),
        contentId: 'envelope',
        inline: true,
      },
      {
        name: 'delivery-note.csv',
        contentType: 'text/csv',
        content: Buffer.from('article,count\nAnalytical engine,1\n').toString('base64'),
      },
    ],
    headers: { 'x-order': '1234' },
    categories: ['Orders'],
    tags: { campaign: 'demo' },
  },
};

const invoice: Draft = {
  what: 'plain text, important, from the default mailbox',
  mailbox: 'noreply@contoso.example',
  content: {
    to: ['grace@example.org'],
    subject: 'Invoice 2026-0042',
    text: 'Dear Grace,\n\nplease find the amount of 42.00 EUR due by the end of the month.\n\nContoso',
    importance: 'high',
  },
};

const ticket: Draft = {
  what: 'another tenant, another mailbox',
  mailbox: 'support@fabrikam.example',
  content: {
    from: 'support@fabrikam.example',
    to: ['alan@example.org'],
    subject: 'Ticket 77: we are on it',
    html: '<p>Hello Alan,</p><p>we have seen your request and <em>are on it</em>.</p>',
  },
};

const newsletter: Draft = {
  what: 'plus address, an internationalised domain, emoji',
  mailbox: 'noreply@fabrikam.example',
  content: {
    to: ['barbara+news@example.org', 'jürgen@bücher.example'],
    subject: 'What is new in November 🍂',
    html: '<h2>November</h2><ul><li>Faster builds</li><li>Warmer rooms</li></ul>',
  },
};

function toSend({ what, mailbox, content }: Draft, id: string): DemoMessage {
  const tenant = tenantOf(mailbox);
  const body = { version: 1, tenant, id, ...content };
  return {
    what,
    tenant,
    id,
    enqueued: [{ messageId: `msg_${id}`, body }],
    expect: { kind: 'sent', mailbox, subject: content.subject, duplicates: 0 },
  };
}

/** Two queue messages with MessageIds of their own, as a producer makes them that was restarted at the wrong moment. */
function duplicated(id: string): DemoMessage {
  const subject = 'Welcome to Contoso';
  const body = {
    version: 1,
    tenant: 'contoso',
    id,
    to: ['katherine@example.org'],
    subject,
    text: 'Good to have you here.',
  };
  return {
    what: 'enqueued twice by its producer: must arrive once',
    tenant: 'contoso',
    id,
    enqueued: [
      { messageId: `msg_${id}_a`, body },
      { messageId: `msg_${id}_b`, body },
    ],
    expect: { kind: 'sent', mailbox: 'noreply@contoso.example', subject, duplicates: 1 },
  };
}

function refused(id: string): DemoMessage {
  const body = {
    version: 1,
    tenant: 'fabrikam',
    id,
    to: ['nobody', 'ok@example.org'],
    subject: 'Hello\r\nBcc: everybody@example.org',
    text: 'a',
    html: 'b',
    colour: 'red',
  };
  return {
    what: 'breaks the contract: must be refused with every problem',
    tenant: 'fabrikam',
    id,
    enqueued: [{ messageId: `msg_${id}`, body }],
    expect: { kind: 'failed', code: 'ERR_MESSAGE_INVALID' },
  };
}

const tenantOf = (mailbox: string): string => mailbox.slice(mailbox.indexOf('@') + 1).replace('.example', '');
