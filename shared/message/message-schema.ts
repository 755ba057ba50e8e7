/**
 * The queue message, contract version 1: the single truth. The TypeScript type of what comes out, the published
 * `docs/send-email.schema.json` and every problem a producer reads are made from it.
 * Unknown properties are refused. What JSON Schema cannot say (addresses, totals) is checked here all the same.
 */
import * as z from 'zod';
import { parseNamedRecipient, parseRecipient, type Recipient } from './address.ts';
import { messageRules } from './message-rules.ts';

/**
 * Octets of a queue message's body. Service Bus Standard ends at 256 KB with all properties, and a scheduled copy of ours carries
 * a few hundred octets more of them than the producer's message: without this room it could not be deferred.
 */
export const LARGEST_MESSAGE_BYTES = 255 * 1024;
/** Recipients over to, cc and bcc: the default `RecipientLimits` of an Exchange Online mailbox. */
const MOST_RECIPIENTS = 500;
/** Graph answers 400 InvalidInternetMessageHeaderCollection to a sixth. */
export const MOST_HEADERS = 5;

const TENANT = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const MESSAGE_ID = /^[\x21-\x7e]{1,128}$/;
const HEADER_NAME = /^[xX]-[!-9;-~]{1,126}$/;
/** No part may match what the next one matches: with overlapping parts, 30 parameters took half a minute. */
const MEDIA_TYPE =
  /^[a-zA-Z0-9][\w!#$&^.+-]*\/[a-zA-Z0-9][\w!#$&^.+-]*(?:; ?[a-zA-Z0-9-]+=(?:[\w!#$%&'*+.^`|~-]+|"[ !#-[\]-~]*"))*$/;
/** The first and the last year that table storage takes a date of with room to spare. */
const EARLIEST_EXPIRY = Date.UTC(2000, 0);
const LATEST_EXPIRY = Date.UTC(9999, 0);

export const tenantKey = z
  .string()
  .regex(TENANT, { error: 'must be a tenant key: 1 to 63 lower-case letters, digits and hyphens, not at either end' })
  .describe("The connection's key, as `postbus tenants list` shows it.");

export const messageId = z
  .string()
  .regex(MESSAGE_ID, { error: 'must be 1 to 128 visible ASCII characters without spaces' })
  .describe('Idempotency key, unique within the tenant. Default: the Service Bus MessageId.');

const FORMAT_CHARACTERS = /\p{Cf}/u;
/** Lone surrogates too: they are no text, and no service keeps them. */
const CONTROL_CHARACTERS = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;

/**
 * Text for a header or a label: no control characters, so nobody can inject a header. Format characters may stay:
 * emoji are joined by them, and Persian and Hindi are not written without.
 */
const singleLine = (longest: number) =>
  z
    .string()
    .max(longest, { error: `must be at most ${longest} characters` })
    .refine((text) => !CONTROL_CHARACTERS.test(text), {
      error: 'must not hold control characters (a line break would start a new header)',
    });

/** Text that people trust by its looks: a hidden character can turn the order of letters, and `exe` into `pdf`. */
const visibleLine = (longest: number) =>
  singleLine(longest).refine((text) => !FORMAT_CHARACTERS.test(text), {
    error: 'must not hold invisible characters',
  });

const recipient = z
  .union([
    z.string().describe('local@domain or "Name" <local@domain>'),
    z.strictObject({ address: z.string(), name: z.string().optional() }),
  ])
  .transform((value, context): Recipient => {
    const parsed = typeof value === 'string' ? parseRecipient(value) : parseNamedRecipient(value.address, value.name);
    if (parsed.ok) return parsed.recipient;
    context.addIssue({ code: 'custom', message: parsed.sentence, path: typeof value === 'string' ? [] : ['address'] });
    return z.NEVER;
  });

const recipients = z.array(recipient);

const senderAddress = z.string().transform((value, context): string => {
  const parsed = parseRecipient(value);
  if (parsed.ok && parsed.recipient.name === undefined) return parsed.recipient.address;
  context.addIssue({
    code: 'custom',
    message: parsed.ok ? 'must be a plain address: the mailbox has its own display name' : parsed.sentence,
  });
  return z.NEVER;
});

const attachment = z.strictObject({
  name: visibleLine(255).min(1, { error: 'must not be empty' }),
  contentType: z
    .string()
    .regex(MEDIA_TYPE, { error: 'must be a media type such as application/pdf' })
    .default('application/octet-stream'),
  content: z.base64({ error: 'must be base64 (RFC 4648, with padding, no line breaks)' }).describe('Base64.'),
  contentId: visibleLine(128)
    .regex(/^[^\s<>]+$/, { error: 'must be the bare id, without < > or spaces' })
    .optional()
    .describe('For `<img src="cid:…">`.'),
  inline: z.boolean().default(false),
});

export const messageSchema = z
  .strictObject({
    version: z.literal(1),
    tenant: tenantKey,
    id: messageId.optional(),
    from: senderAddress
      .optional()
      .describe("Address of one of the connection's mailboxes. Default: its default mailbox."),
    to: recipients.default([]),
    cc: recipients.default([]),
    bcc: recipients.default([]),
    replyTo: recipients.default([]),
    subject: singleLine(998),
    text: z.string().optional().describe('Plain text body. Give `text` or `html`, not both yet.'),
    html: z.string().optional().describe('HTML body. Give `text` or `html`, not both yet.'),
    attachments: z.array(attachment).default([]),
    headers: z
      .record(
        z.string().regex(HEADER_NAME, { error: 'is not a header name that may be set: it must begin with x-' }),
        singleLine(995),
      )
      .default({})
      .describe('At most five custom headers, names beginning with x-.'),
    importance: z.enum(['low', 'normal', 'high']).default('normal'),
    categories: z
      .array(singleLine(255).min(1, { error: 'must not be empty' }))
      .max(25, { error: 'must be at most 25' })
      .default([]),
    receipts: z
      .strictObject({ delivery: z.boolean().default(false), read: z.boolean().default(false) })
      .default({ delivery: false, read: false }),
    saveToSentItems: z.boolean().default(true),
    expiresAt: z.iso
      .datetime({ offset: true, error: 'must be an ISO 8601 instant with a zone, such as 2026-12-31T12:00:00Z' })
      .refine((instant) => !(Date.parse(instant) < EARLIEST_EXPIRY || Date.parse(instant) >= LATEST_EXPIRY), {
        error: 'must be an instant in the years 2000 to 9998',
      })
      .optional()
      .describe('After this instant the message is not worth sending. Default: 24 hours after it was first received.'),
    tags: z
      .record(
        z.string().regex(/^[A-Za-z][\w-]{0,63}$/, { error: 'must be a label of letters, digits, _ and -' }),
        singleLine(256),
      )
      .default({})
      .describe('Your own labels, kept beside the outcome and never sent. At most ten.'),
  })
  .check(...messageRules({ mostRecipients: MOST_RECIPIENTS, mostHeaders: MOST_HEADERS }));

export type QueueMessage = z.output<typeof messageSchema>;
