/** Codes of alerts that are about alerts. The others are error codes, and those of what was found about a credential. */
import type { Owner } from '../delivery/error-codes.ts';
import type { Severity } from './alert.ts';

interface AlertCodeEntry {
  readonly severity: Severity;
  readonly owner: Owner;
  readonly sentence: string;
  readonly remedy: string;
}

export const alertCodes = {
  ALERT_LOG_FAILED: {
    severity: 'error',
    owner: 'operator',
    sentence: 'Alerts cannot be written to the log.',
    remedy: 'Look at the app’s own log stream; the host may be stopping.',
  },
  ALERT_WEBHOOK_FAILED: {
    severity: 'error',
    owner: 'operator',
    sentence: 'Alerts cannot be told by the webhook.',
    remedy: 'Correct POSTBUS_ALERT_WEBHOOK_URL, then try it with `postbus alerts test`.',
  },
  ALERT_MAIL_FAILED: {
    severity: 'error',
    owner: 'operator',
    sentence: 'Alerts cannot be told by mail.',
    remedy:
      'Name a further connection in POSTBUS_ALERT_MAIL_CONNECTIONS, one whose credential is good for more than 14 days, then try it with `postbus alerts test`.',
  },
  ALERT_TEST: {
    severity: 'info',
    owner: 'operator',
    sentence: 'This is a test: somebody wants to know whether alerts arrive here.',
    remedy: 'Nothing is to be done.',
  },
} as const satisfies Readonly<Record<string, AlertCodeEntry>>;

export type AlertCode = keyof typeof alertCodes;
