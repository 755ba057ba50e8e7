/** Opens a hold, once: whoever comes second finds it there. The one that made it raises the alert. */
import { logHoldOpened } from '../log/hold-events.ts';
import type { LogSink } from '../log/log-sink.ts';
import { type Hold, type HoldReason, type HoldScope, held, heldAgain, isAboutConnection } from './hold.ts';
import type { Holds } from './holds.ts';

interface OpenHoldPorts {
  readonly holds: Holds;
  readonly log: LogSink;
  readonly now: () => Date;
}

/** @returns the hold that is in force; undefined where it changed hands while we looked, which the next message will find out */
export async function openHold(
  scope: HoldScope,
  reason: HoldReason,
  { holds, log, now }: OpenHoldPorts,
): Promise<Hold | undefined> {
  const existing = await holds.read(scope);
  if (existing?.hold.state === 'held' && !isOutdated(existing.hold, reason)) return existing.hold;
  const next = existing ? heldAgain(existing.hold, reason, now()) : held(scope, reason, now());
  const stored = existing ? await holds.update(existing, next) : await holds.create(next);
  if (!stored) return (await holds.read(scope))?.hold;
  logHoldOpened(log, next);
  return next;
}

/** Whoever got as far as another failure has found the connection. */
const isOutdated = ({ code }: Hold, reason: HoldReason): boolean =>
  isAboutConnection(code) && !isAboutConnection(reason.code);
