import { describe, expect, test } from '@jest/globals';
import type { Message } from '../../../shared/message/message.ts';
import { MESSAGE_ID_PROPERTY, toGraphMessage } from '../../../shared/services/graph/graph-message.ts';

const plain: Message = {
  tenant: 'contoso',
  id: 'order-1',
  to: [{ address: 'ada@example.org' }],
  cc: [],
  bcc: [],
  replyTo: [],
  subject: 'Your order',
  body: { contentType: 'text', content: 'Thank you.' },
  attachments: [],
  headers: {},
  importance: 'normal',
  categories: [],
  receipts: { delivery: false, read: false },
  saveToSentItems: true,
  tags: { campaign: 'spring' },
};

const inGraph = (message: Message) =>
  toGraphMessage({ message, internetMessageId: '<hash@contoso.example>' }, 'noreply@contoso.example');

describe('message in Graph’s JSON', () => {
  test('has what every message has, our Message-ID and our property, and no tags', () => {
    expect(inGraph(plain)).toEqual({
      subject: 'Your order',
      body: { contentType: 'Text', content: 'Thank you.' },
      from: { emailAddress: { address: 'noreply@contoso.example' } },
      toRecipients: [{ emailAddress: { address: 'ada@example.org' } }],
      ccRecipients: [],
      bccRecipients: [],
      replyTo: [],
      importance: 'normal',
      isDeliveryReceiptRequested: false,
      isReadReceiptRequested: false,
      internetMessageId: '<hash@contoso.example>',
      singleValueExtendedProperties: [{ id: MESSAGE_ID_PROPERTY, value: 'order-1' }],
    });
  });

  test('has everything else where the message has it', () => {
    const graph = inGraph({
      ...plain,
      cc: [{ address: 'bob@example.org', name: 'Bob' }],
      bcc: [{ address: 'carl@example.org' }],
      replyTo: [{ address: 'help@contoso.example' }],
      body: { contentType: 'html', content: '<p>' },
      attachments: [
        { name: 'logo.png', contentType: 'image/png', content: 'AAAA', contentId: 'logo', inline: true },
        { name: 'a.pdf', contentType: 'application/pdf', content: 'BBBB', inline: false },
      ],
      headers: { 'x-order': '1' },
      importance: 'high',
      categories: ['Orders'],
      receipts: { delivery: true, read: true },
    });

    expect(graph).toMatchObject({
      body: { contentType: 'HTML', content: '<p>' },
      ccRecipients: [{ emailAddress: { address: 'bob@example.org', name: 'Bob' } }],
      bccRecipients: [{ emailAddress: { address: 'carl@example.org' } }],
      replyTo: [{ emailAddress: { address: 'help@contoso.example' } }],
      importance: 'high',
      isDeliveryReceiptRequested: true,
      isReadReceiptRequested: true,
      categories: ['Orders'],
      internetMessageHeaders: [{ name: 'x-order', value: '1' }],
    });
    expect(graph.attachments).toEqual([
      {
        '@odata.type': '#microsoft.graph.fileAttachment',
        name: 'logo.png',
        contentType: 'image/png',
        contentBytes: 'AAAA',
        isInline: true,
        contentId: 'logo',
      },
      {
        '@odata.type': '#microsoft.graph.fileAttachment',
        name: 'a.pdf',
        contentType: 'application/pdf',
        contentBytes: 'BBBB',
        isInline: false,
      },
    ]);
  });

  test('never sets `sender`, which Graph refuses', () => {
    expect(inGraph(plain)).not.toHaveProperty('sender');
  });
});
