/**
 * Looks at every message Exchange accepted, and sends its sender a non-delivery report where there is one to send.
 * Promises: nothing is refused here, because Exchange finds out after its 202; the same message and seed, the same language.
 */
import { createHash } from 'node:crypto';
import type { ExchangeSettings } from './exchange-settings.ts';
import { findBounces } from './find-bounces.ts';
import { recipientsOf, type StoredMessage } from './message-content.ts';
import { composeReport } from './non-delivery-report.ts';
import type { RecipientQuota } from './recipient-quota.ts';
import { type ReportLanguage, reportLanguageNames } from './report-languages.ts';
import type { ReportQueue } from './report-queue.ts';

export interface BounceDeskOptions {
  readonly quota: RecipientQuota;
  readonly reports: ReportQueue;
  settings(): ExchangeSettings;
  seed(): number;
}

export interface Departure {
  /** When the message leaves Drafts: until then nobody can know that it cannot be delivered. */
  readonly leavesAt: number;
  readonly isOverQuota: boolean;
}

export interface BounceDesk {
  /** Counts the message against the quota of its mailbox; to be called before its acceptance is recorded. */
  isOverQuota(message: StoredMessage, acceptedAt: number): boolean;
  report(message: StoredMessage, departure: Departure): void;
}

export function createBounceDesk({ quota, reports, settings, seed }: BounceDeskOptions): BounceDesk {
  return {
    isOverQuota: ({ content, mailbox }, at) =>
      !quota.take(mailbox, { at, recipients: recipientsOf(content).length }, settings().recipientsPerDay),
    report: (original, { leavesAt, isOverQuota }) => {
      const { reportDelayMilliseconds, reportLanguage, unknownRecipients } = settings();
      const bounces = findBounces(original.content, { unknownRecipients, isOverQuota });
      if (bounces.length === 0) return;
      const at = leavesAt + reportDelayMilliseconds;
      const language = reportLanguage ?? chooseLanguage(original.content.internetMessageId, seed());
      reports.add(composeReport({ original, bounces, language, at }), at);
    },
  };
}

function chooseLanguage(internetMessageId: string, seed: number): ReportLanguage {
  const number = createHash('sha256').update(`${seed} ${internetMessageId}`).digest().readUInt32BE();
  return reportLanguageNames[number % reportLanguageNames.length] ?? 'en';
}
