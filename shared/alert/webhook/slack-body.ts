/**
 * What an incoming webhook of Slack takes: a text for notifications, and blocks. Pure.
 * Slack ends at 50 blocks a message and 3,000 characters a section, and refuses blocks of about 13,000 characters together with
 * `msg_blocks_too_long` (slackapi/bolt-js #2509); so the worst that fit are shown.
 */
import type { Alert, Severity } from '../alert.ts';
import type { AlertBatch } from '../alert-route.ts';
import { formatDaysLeft, nameSeverity, placeOf, summarize } from '../describe-alert.ts';
import { shorten } from '../shorten.ts';
import { whatFits } from './what-fits.ts';

const MOST_ALERTS = 45;
const MOST_CHARACTERS = 12_000;
/** Three texts and a few words are well under a section's 3,000, though each `&` counts five. */
const LONGEST_TEXT = 300;
const LONGEST_HEADER = 150;

const SIGNS: Readonly<Record<Severity, string>> = {
  critical: ':red_circle:',
  error: ':large_orange_circle:',
  warning: ':large_yellow_circle:',
  info: ':white_circle:',
};

export function toSlackBody({ alerts }: AlertBatch): object {
  const text = `Postbus: ${summarize(alerts)}`;
  const message = (shown: readonly Alert[], more: string | undefined): SlackMessage => ({
    text: escapeSlack(text),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: shorten(text, LONGEST_HEADER) } },
      ...shown.map(toSection),
      ...(more === undefined ? [] : [section(more)]),
    ],
  });
  return whatFits(alerts.slice(0, MOST_ALERTS), alerts.length, {
    build: message,
    fits: ({ blocks }) => JSON.stringify(blocks).length <= MOST_CHARACTERS,
  });
}

interface SlackMessage {
  readonly text: string;
  readonly blocks: readonly object[];
}

function toSection(alert: Alert): object {
  const head = [nameSeverity(alert.severity), placeOf(alert), formatDaysLeft(alert)].filter(Boolean).join(' · ');
  return section(
    [
      `${SIGNS[alert.severity]} *${escapeSlack(shorten(head, LONGEST_TEXT))}*`,
      escapeSlack(shorten(alert.sentence, LONGEST_TEXT)),
      `*${alert.owner}*: ${escapeSlack(shorten(alert.remedy, LONGEST_TEXT))}`,
      `_${escapeSlack(shorten([alert.code, alert.provider].filter(Boolean).join(' · '), LONGEST_TEXT))}_`,
    ].join('\n'),
  );
}

const section = (text: string): object => ({ type: 'section', text: { type: 'mrkdwn', text } });

/** The three characters that Slack reads as its own; `<!channel>` would wake everybody. */
const escapeSlack = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
