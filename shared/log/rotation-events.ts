/** PB502…: client secrets that are renewed. Ids, dates and codes; never a secret, nor a part of one. */
import { isDeliveryError } from '../delivery/delivery-error.ts';
import { errorCodes } from '../delivery/error-codes.ts';
import type { LogSink } from './log-sink.ts';
import { redact } from './redact.ts';

interface Rotated {
  readonly tenant: string;
  readonly id: string;
  readonly keyId?: string;
  readonly expiresAt?: Date;
  readonly removeAt?: Date;
}

/** A new client secret is current; the earlier one still works. */
export function logSecretRotated(log: LogSink, { tenant, id, keyId, expiresAt, removeAt }: Rotated): void {
  log({
    event: 'PB5020',
    name: 'secret-rotated',
    level: 'info',
    fields: {
      tenant,
      rotation: id,
      keyId,
      expiresAt: expiresAt?.toISOString(),
      earlierIsRemovedAt: removeAt?.toISOString(),
    },
  });
}

interface Ended {
  readonly tenant: string;
  readonly id: string;
  readonly ending?: string;
  readonly because?: string;
}

/** Level warn: the earlier client secret still works, and somebody has to delete it by hand. */
export function logRotationEnded(log: LogSink, { tenant, id, ending, because }: Ended): void {
  log({
    event: 'PB5021',
    name: 'rotation-ended',
    level: ending === 'left' ? 'warn' : 'info',
    fields: { tenant, rotation: id, ending, because },
  });
}

export function logRotationFailed(log: LogSink, tenant: string, error: unknown): void {
  const code = isDeliveryError(error) ? error.code : undefined;
  const { owner, remedy } = errorCodes[code ?? 'ERR_INTERNAL'];
  const provider = isDeliveryError(error) ? error.details.provider : redact(String(error)).slice(0, 500);
  log({ event: 'PB5022', name: 'rotation-failed', level: 'error', fields: { tenant, code, provider, owner, remedy } });
}

interface RunCounts {
  /** Connections. */
  readonly looked: number;
  readonly rotated: number;
  readonly ended: number;
  readonly failed: number;
  /** Not looked at for want of time. */
  readonly left: number;
}

/** What a run did. Level warn: it did not come to all; those that end soonest came first. */
export function logRotationsDone(log: LogSink, counts: RunCounts): void {
  log({ event: 'PB5023', name: 'rotations-done', level: counts.left > 0 ? 'warn' : 'info', fields: { ...counts } });
}
