/**
 * The knobs of the simulated Exchange Online and Graph, changeable while it runs.
 * Defaults are Microsoft's own limits; null switches a limit off.
 */
import * as z from 'zod';
import { reportLanguageNames } from './report-languages.ts';

const mebibyte = 1_024 * 1_024;

export const exchangeSettingsSchema = z.strictObject({
  /** Added to every Graph request; counts as time in which the request is open. */
  latencyMilliseconds: z.int().min(0).max(600_000),
  /** Beyond it, accepted messages wait in Drafts; they are never refused. */
  messagesPerMinute: z.int().min(1).nullable(),
  /** Open Graph requests per app and mailbox; one more is answered 429. */
  concurrencyLimit: z.int().min(1).nullable(),
  /** Retry-After beside that 429, as it is written on the wire: seconds, a date, or null for none. */
  concurrencyRetryAfter: z.string().nullable(),
  /** Whether a message gets another id when it moves to Sent Items. */
  idChangesOnSend: z.boolean(),
  /** How long an accepted message stays in Drafts. */
  sentItemsDelayMilliseconds: z.int().min(0).max(3_600_000),
  /** Whether a second `send` of a draft that was accepted and has not moved yet is accepted again. Microsoft documents neither. */
  acceptsSecondSend: z.boolean(),
  tokenLifetimeSeconds: z.int().min(1).max(86_399),
  /** How long a password that Graph added or removed is known to some of Entra ID's servers only. */
  passwordPropagationMilliseconds: z.int().min(0).max(86_400_000),
  /** A message with its attachments; Exchange lets administrators raise it up to 150 MB. */
  messageSizeLimitBytes: z
    .int()
    .min(1)
    .max(150 * mebibyte),
  /** Life of an upload session; Microsoft does not document it. */
  uploadSessionSeconds: z.int().min(1).max(604_800),
  /** MIME above it is answered 200 and dropped, as once reported from about 2,240 KB on; null switches it off. */
  dropsMimeAboveBytes: z.int().min(0).nullable(),
  /** Recipients of a mailbox in any 24 hours; beyond it messages are accepted and come back as NDRs. */
  recipientsPerDay: z.int().min(1).nullable(),
  /** Addresses that do not exist, besides every `unknown` and `unknown-…` at any domain. */
  unknownRecipients: z.array(z.string()),
  /** Time from the moment a message leaves Drafts to its NDR. */
  reportDelayMilliseconds: z.int().min(0).max(86_400_000),
  /** Language of NDRs; null chooses one for each message, by the seed. */
  reportLanguage: z.enum(reportLanguageNames).nullable(),
});

export type ExchangeSettings = Readonly<z.infer<typeof exchangeSettingsSchema>>;

export const defaultExchangeSettings: ExchangeSettings = {
  latencyMilliseconds: 0,
  messagesPerMinute: 30,
  concurrencyLimit: 4,
  concurrencyRetryAfter: '1',
  idChangesOnSend: true,
  sentItemsDelayMilliseconds: 250,
  acceptsSecondSend: true,
  tokenLifetimeSeconds: 3_599,
  passwordPropagationMilliseconds: 0,
  messageSizeLimitBytes: 35 * mebibyte,
  uploadSessionSeconds: 3_600,
  dropsMimeAboveBytes: null,
  recipientsPerDay: 10_000,
  unknownRecipients: [],
  reportDelayMilliseconds: 2_000,
  reportLanguage: null,
};

export interface ExchangeKnobs {
  get(): ExchangeSettings;
  change(settings: Partial<ExchangeSettings>): void;
}

export function createExchangeKnobs(initial: Partial<ExchangeSettings> = {}): ExchangeKnobs {
  let settings: ExchangeSettings = { ...defaultExchangeSettings, ...initial };
  return {
    get: () => settings,
    change: (changes) => {
      settings = { ...settings, ...changes };
    },
  };
}
