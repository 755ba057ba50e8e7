/**
 * The knobs of the simulated Exchange Online and Graph, changeable while it runs.
 * Defaults are Microsoft's own limits; null switches a limit off.
 */
import * as z from 'zod';

export const exchangeSettingsSchema = z.strictObject({
  /** Added to every Graph request; counts as time in which the request is open. */
  latencyMilliseconds: z.int().min(0).max(600_000),
  /** Beyond it, accepted messages wait in Drafts; they are never refused. */
  messagesPerMinute: z.int().min(1).nullable(),
  /** Open Graph requests per app and mailbox; one more is answered 429. */
  concurrencyLimit: z.int().min(1).nullable(),
  /** Whether a message gets another id when it moves to Sent Items. */
  idChangesOnSend: z.boolean(),
  /** How long an accepted message stays in Drafts. */
  sentItemsDelayMilliseconds: z.int().min(0).max(3_600_000),
  /** Whether a second `send` of a draft that was accepted and has not moved yet is accepted again. Microsoft documents neither. */
  acceptsSecondSend: z.boolean(),
  tokenLifetimeSeconds: z.int().min(1).max(86_399),
});

export type ExchangeSettings = Readonly<z.infer<typeof exchangeSettingsSchema>>;

export const defaultExchangeSettings: ExchangeSettings = {
  latencyMilliseconds: 0,
  messagesPerMinute: 30,
  concurrencyLimit: 4,
  idChangesOnSend: true,
  sentItemsDelayMilliseconds: 250,
  acceptsSecondSend: true,
  tokenLifetimeSeconds: 3_599,
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
