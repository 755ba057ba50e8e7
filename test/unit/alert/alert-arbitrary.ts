/** Any alert, with text as long and as odd as others may make it. */
import fc from 'fast-check';
import { ALERT_KINDS, type Alert, SEVERITIES } from '../../../shared/alert/alert.ts';

const instant = fc.date({ min: new Date('2020-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
const odd = fc.string({ unit: fc.constantFrom(...'ab_*<>&"\'`|[](){}#!~\\\n€ü'), maxLength: 2000 });
const text = fc.oneof(odd, fc.string({ unit: 'grapheme', maxLength: 1000 }));

export const anyAlert: fc.Arbitrary<Alert> = fc.record(
  {
    id: fc.string({ minLength: 1, maxLength: 100 }),
    kind: fc.constantFrom(...ALERT_KINDS),
    severity: fc.constantFrom(...SEVERITIES),
    code: fc.constantFrom('ERR_CREDENTIAL_EXPIRED', 'ERR_MAILBOX_FULL'),
    tenant: fc.stringMatching(/^[a-z0-9]{1,63}$/),
    mailbox: fc.emailAddress(),
    sentence: text,
    remedy: text,
    owner: fc.constantFrom('producer', 'operator', 'tenant administrator', 'Microsoft'),
    expiresAt: instant,
    daysLeft: fc.integer({ min: -400, max: 400 }),
    provider: text,
    raisedAt: instant,
  },
  { requiredKeys: ['id', 'kind', 'severity', 'code', 'sentence', 'remedy', 'owner', 'raisedAt'] },
);
