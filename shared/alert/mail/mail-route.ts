/**
 * Tells a batch by one mail, through the product's own flow: the ledger makes it one, copies try it again, Sent Items keep it. Connections
 * are tried in their order, and which one takes it is remembered with the batch before it leaves: a teller that is stopped comes back to
 * the same connection with the same mail, and the flow finds out what became of it.
 */
import { logMailConnectionSkipped } from '../../log/alert-events.ts';
import type { LogSink } from '../../log/log-sink.ts';
import type { AlertMailSettings } from '../../settings-alerts.ts';
import { alertCodes } from '../alert-codes.ts';
import { type AlertBatch, type AlertRoute, AlertRouteError, type TellingEnd } from '../alert-route.ts';
import { shorten } from '../shorten.ts';
import { findObstacle, type ObstaclePorts } from './find-obstacle.ts';
import { parseMemo, toMemo } from './memo.ts';
import type { DigestWay, SkippedConnection } from './render-digest.ts';
import { type SendDigestPorts, sendDigest } from './send-digest.ts';

export type MailRoutePorts = ObstaclePorts & SendDigestPorts & { readonly log: LogSink };

type Remember = (memo: string) => Promise<void>;

export const createMailRoute = ({ connections, to }: AlertMailSettings, ports: MailRoutePorts): AlertRoute => ({
  name: 'mail',
  async tell(batch, remember) {
    const begun = parseMemo(batch.memo);
    const skipped = [...(begun?.skipped ?? [])];
    if (begun) {
      const end = await sendThrough(begun, { batch, to, isRepetition: true }, { skipped, ports });
      if (end) return end;
    }
    for (const tenant of connections.filter((each) => !skipped.some((passed) => passed.tenant === each))) {
      const end = await tryConnection(tenant, { batch, to, isRepetition: false }, { skipped, ports, remember });
      if (end) return end;
    }
    throw noneLeft(skipped);
  },
});

interface Sending {
  readonly batch: AlertBatch;
  readonly to: readonly string[];
  /** The flow may know it already. */
  readonly isRepetition: boolean;
}

interface Trying {
  /** Grows with each connection that does not take it. */
  readonly skipped: SkippedConnection[];
  readonly ports: MailRoutePorts;
}

async function tryConnection(
  tenant: string,
  sending: Sending,
  { remember, ...trying }: Trying & { readonly remember: Remember },
): Promise<TellingEnd | undefined> {
  const obstacle = await findObstacle(tenant, trying.ports);
  if (obstacle !== undefined) return skip({ tenant, because: obstacle }, trying);
  const way: DigestWay = { through: tenant, at: trying.ports.now(), skipped: [...trying.skipped] };
  await remember(toMemo(way));
  return sendThrough(way, sending, trying);
}

/** @returns how it goes; undefined where this connection does not take it */
async function sendThrough(way: DigestWay, sending: Sending, trying: Trying): Promise<TellingEnd | undefined> {
  const result = await sendDigest(way, sending, trying.ports);
  switch (result.kind) {
    case 'sent':
      return { kind: 'told', how: `sent through ${way.through}` };
    case 'under-way':
      return { kind: 'under-way' };
    case 'not-sent':
      return skip({ tenant: way.through, because: result.because }, trying);
  }
}

/** A row of a table holds it once for each alert. */
const LONGEST_REASON = 300;

/** Cut before it is said for the first time: a repetition, which goes by what was remembered, says the same. */
function skip({ tenant, because }: SkippedConnection, { skipped, ports: { log } }: Trying): undefined {
  skipped.push({ tenant, because: shorten(because, LONGEST_REASON) });
  logMailConnectionSkipped(log, { tenant, because });
  return undefined;
}

const noneLeft = (skipped: readonly SkippedConnection[]): AlertRouteError =>
  new AlertRouteError(
    `No connection could send it: ${skipped.map(({ tenant, because }) => `${tenant}: ${because}`).join('; ')}`,
    alertCodes.ALERT_MAIL_FAILED.remedy,
  );
