/** A batch as one mail: subject and HTML. The same batch and ways give the same mail, octet for octet, so that a repetition is known for one. */
import type { Alert, Severity } from '../alert.ts';
import type { AlertBatch } from '../alert-route.ts';
import { formatDaysLeft, groupBySeverity, nameSeverity, placeOf, summarize } from '../describe-alert.ts';
import { shorten } from '../shorten.ts';
import { digestTemplate } from './digest-template.ts';

export interface SkippedConnection {
  readonly tenant: string;
  readonly because: string;
}

export interface DigestWay {
  readonly through: string;
  /** When it was begun. */
  readonly at: Date;
  readonly skipped: readonly SkippedConnection[];
}

export interface Digest {
  readonly subject: string;
  readonly html: string;
}

/** So many are told in full, the others in a line each: fewer where they would not fit into a queue message. */
const IN_FULL = [60, 20, 5, 0];
const MOST_BYTES = 200 * 1024;
const LONGEST_TEXT = 500;
const LONGEST_LINE = 150;
const LONGEST_SUBJECT = 200;

/** On white, each has a contrast of at least 4.5. */
const COLORS: Readonly<Record<Severity, string>> = {
  critical: '#b00020',
  error: '#b3470f',
  warning: '#7a5c00',
  info: '#4a5a6a',
};

export async function renderDigest(batch: AlertBatch, way: DigestWay): Promise<Digest> {
  const title = summarize(batch.alerts);
  const render = await openTemplate();
  let html = '';
  for (const inFull of IN_FULL) {
    html = await render({ title, ...toView(batch, way, inFull) });
    if (Buffer.byteLength(html) <= MOST_BYTES) break;
  }
  return { subject: shorten(`Postbus: ${title}`, LONGEST_SUBJECT), html };
}

/** Loaded late: a cold start that mails nothing does without the template engine. */
async function openTemplate(): Promise<(view: object) => Promise<string>> {
  const { Liquid } = await import('liquidjs');
  const engine = new Liquid({
    outputEscape: 'escape',
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
  });
  const template = engine.parse(digestTemplate);
  return async (view) => String(await engine.render(template, view));
}

const toView = ({ id, alerts }: AlertBatch, { through, skipped }: DigestWay, inFull: number) => ({
  groups: groupBySeverity(alerts.slice(0, inFull)).map(({ severity, alerts: group }) => ({
    name: nameSeverity(severity),
    color: COLORS[severity],
    count: alerts.filter((alert) => alert.severity === severity).length,
    alerts: group.map(toItem),
  })),
  brief: alerts.slice(inFull).map(toLine),
  skipped,
  through,
  batch: id,
});

/** A variable that is not there is an error of the template's: what is left out is null. */
const toItem = (alert: Alert) => ({
  place: shorten(placeOf(alert), LONGEST_LINE),
  when: formatDaysLeft(alert) ?? null,
  sentence: shorten(alert.sentence, LONGEST_TEXT),
  owner: alert.owner,
  remedy: toParts(shorten(alert.remedy, LONGEST_TEXT)),
  facts: shorten([alert.code, alert.provider].filter(Boolean).join(' · '), LONGEST_LINE),
});

const toLine = (alert: Alert): string =>
  shorten(
    [nameSeverity(alert.severity), placeOf(alert), formatDaysLeft(alert), alert.code].filter(Boolean).join(' · '),
    LONGEST_LINE,
  );

/** Commands stand in backticks. */
const toParts = (text: string) =>
  text
    .split('`')
    .map((part, index) => ({ text: part, isCommand: index % 2 === 1 }))
    .filter((part) => part.text !== '');
