/**
 * What the workflow "Send webhook alerts to a channel" of Microsoft Teams takes: a message with one Adaptive Card. Pure.
 * Teams refuses messages over about 28 KB ("Request Entity Too Large"), and others have seen it refuse from 21 KB on
 * (gem msteams_hermes); so the worst that fit are shown, twenty at most.
 */
import type { Alert, Severity } from '../alert.ts';
import type { AlertBatch } from '../alert-route.ts';
import { formatDaysLeft, nameSeverity, placeOf, summarize } from '../describe-alert.ts';
import { shorten } from '../shorten.ts';
import { whatFits } from './what-fits.ts';

const MOST_BYTES = 20 * 1024;
const MOST_ALERTS = 20;
const LONGEST_TEXT = 600;

const COLORS: Readonly<Record<Severity, string>> = {
  critical: 'Attention',
  error: 'Attention',
  warning: 'Warning',
  info: 'Default',
};

export function toTeamsBody({ alerts }: AlertBatch): object {
  const message = (shown: readonly Alert[], more: string | undefined): object =>
    toMessage([
      textBlock(`Postbus: ${summarize(alerts)}`, { size: 'Medium', weight: 'Bolder' }),
      ...shown.map(toContainer),
      ...(more === undefined ? [] : [textBlock(more, { isSubtle: true })]),
    ]);
  return whatFits(alerts.slice(0, MOST_ALERTS), alerts.length, {
    build: message,
    fits: (body) => Buffer.byteLength(JSON.stringify(body)) <= MOST_BYTES,
  });
}

const toMessage = (body: readonly object[]): object => ({
  type: 'message',
  attachments: [
    {
      contentType: 'application/vnd.microsoft.card.adaptive',
      contentUrl: null,
      content: {
        $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
        type: 'AdaptiveCard',
        version: '1.4',
        msteams: { width: 'Full' },
        body,
      },
    },
  ],
});

function toContainer(alert: Alert): object {
  const head = [nameSeverity(alert.severity), placeOf(alert), formatDaysLeft(alert)].filter(Boolean).join(' · ');
  return {
    type: 'Container',
    separator: true,
    items: [
      textBlock(head, { weight: 'Bolder', color: COLORS[alert.severity] }),
      textBlock(shorten(alert.sentence, LONGEST_TEXT)),
      textBlock(`**${alert.owner}**: ${escapeMarkdown(shorten(alert.remedy, LONGEST_TEXT))}`, { isMarkdown: true }),
      textBlock([alert.code, alert.provider].filter(Boolean).join(' · '), { isSubtle: true, size: 'Small' }),
    ],
  };
}

interface TextOptions {
  readonly size?: string;
  readonly weight?: string;
  readonly color?: string;
  readonly isSubtle?: boolean;
  readonly isMarkdown?: boolean;
}

const textBlock = (text: string, { isMarkdown = false, ...style }: TextOptions = {}): object => ({
  type: 'TextBlock',
  text: isMarkdown ? text : escapeMarkdown(text),
  wrap: true,
  ...style,
});

/** Text blocks are read as Markdown: underscores of our codes would vanish, and a name could become a link. */
const escapeMarkdown = (text: string): string => text.replace(/[\\`*_{}[\]()#+!<>|~]/g, '\\$&');
