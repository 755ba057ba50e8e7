/** Our own shape, for receivers that somebody writes: every alert whole. docs/alerts.md is its reference. Pure. */
import type { Alert } from '../alert.ts';
import type { AlertBatch } from '../alert-route.ts';
import { countSeverities } from '../describe-alert.ts';

export function toJsonBody({ id, at, alerts }: AlertBatch): object {
  return {
    id,
    type: 'postbus.alerts',
    sentAt: at.toISOString(),
    counts: countSeverities(alerts),
    alerts: alerts.map(toJsonAlert),
  };
}

const toJsonAlert = ({ expiresAt, raisedAt, ...alert }: Alert): object => ({
  ...alert,
  ...(expiresAt === undefined ? {} : { expiresAt: expiresAt.toISOString() }),
  raisedAt: raisedAt.toISOString(),
});
