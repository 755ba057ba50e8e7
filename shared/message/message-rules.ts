/**
 * Rules that look at more than one property. They run even where single properties are wrong already, so that a producer
 * reads every problem at once; so they look at unknown values and stay silent about what another rule reports.
 */
import * as z from 'zod';

interface Limits {
  readonly mostRecipients: number;
  readonly mostHeaders: number;
}

interface Rule {
  readonly path: readonly string[];
  readonly sentence: string;
  readonly isBroken: (message: Readonly<Record<string, unknown>>) => boolean;
}

/** The rules as zod checks for `schema.check(...)`. */
export const messageRules = (limits: Limits) =>
  rules(limits).map(({ path, sentence, isBroken }) =>
    z.refine<object>((value) => !isBroken({ ...value }), {
      error: sentence,
      path: [...path],
      when: ({ value }) => typeof value === 'object' && value !== null,
    }),
  );

function rules({ mostRecipients, mostHeaders }: Limits): readonly Rule[] {
  return [
    {
      path: [],
      sentence: 'must have at least one recipient in "to", "cc" or "bcc"',
      isBroken: (message) => areListsOrAbsent(message) && countRecipients(message) === 0,
    },
    {
      path: [],
      sentence: `must have at most ${mostRecipients} recipients over "to", "cc" and "bcc"; split the message, each part with its own id`,
      isBroken: (message) => countRecipients(message) > mostRecipients,
    },
    {
      path: [],
      sentence: 'must have a body: give "text" or "html"',
      isBroken: (message) => message.text === undefined && message.html === undefined,
    },
    {
      path: ['text'],
      sentence:
        'must not stand beside "html": Microsoft Graph sends one body and makes the text part of an HTML mail itself; leave "text" out',
      isBroken: (message) => message.text !== undefined && message.html !== undefined,
    },
    {
      path: ['headers'],
      sentence: `must be at most ${mostHeaders} headers: Exchange refuses a message with more`,
      isBroken: (message) => keysOf(message.headers).length > mostHeaders,
    },
    {
      path: ['headers'],
      sentence: 'must not name one header twice in different letter case',
      isBroken: (message) => hasDoubles(keysOf(message.headers)),
    },
    {
      path: ['attachments'],
      sentence: 'must give every inline attachment its "contentId", and no contentId twice',
      isBroken: (message) => !areInlineImagesNamed(message.attachments),
    },
    {
      path: ['tags'],
      sentence: 'must be at most ten tags',
      isBroken: (message) => keysOf(message.tags).length > 10,
    },
  ];
}

const RECIPIENT_PROPERTIES = ['to', 'cc', 'bcc'] as const;

const areListsOrAbsent = (message: Readonly<Record<string, unknown>>): boolean =>
  RECIPIENT_PROPERTIES.every((property) => message[property] === undefined || Array.isArray(message[property]));

/** Counts each address once: duplicates are merged. Items still in their raw form count one by one. */
function countRecipients(message: Readonly<Record<string, unknown>>): number {
  const items = RECIPIENT_PROPERTIES.flatMap((property) => listOf(message[property]));
  const parsed = items.map((item, index) => addressOf(item)?.toLowerCase() ?? `#${index}`);
  return new Set(parsed).size;
}

function areInlineImagesNamed(attachments: unknown): boolean {
  const records = listOf(attachments).map(recordOf);
  const isUnnamed = (record: Readonly<Record<string, unknown>>): boolean =>
    record.inline === true && record.contentId === undefined;
  const ids = records.map((record) => record.contentId).filter((id) => typeof id === 'string');
  return !records.some(isUnnamed) && !hasDoubles(ids);
}

const addressOf = (item: unknown): string | undefined => {
  const address = recordOf(item).address;
  return typeof address === 'string' ? address : undefined;
};

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

const keysOf = (value: unknown): readonly string[] => Object.keys(recordOf(value));

const hasDoubles = (names: readonly string[]): boolean =>
  new Set(names.map((name) => name.toLowerCase())).size < names.length;
