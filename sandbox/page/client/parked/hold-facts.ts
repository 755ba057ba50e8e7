/** What the page says about a hold, as text: the same text means that nothing has to be drawn anew. Pure. */
import type { Hold } from '../control/ledger-types.ts';
import { formatDistance } from '../format/format-distance.ts';
import { formatFullTime, formatListTime } from '../format/format-time.ts';
import { codeSentences } from './code-sentences.ts';
import type { Fact } from './fact.ts';

export interface HoldFacts {
  readonly scope: string;
  readonly state: string;
  readonly code: string;
  readonly sentence: string;
  readonly note: string;
  readonly facts: readonly Fact[];
}

export function holdKey({ tenant, mailbox }: Pick<Hold, 'tenant' | 'mailbox'>): string {
  return `hold ${tenant} ${mailbox ?? ''}`;
}

export function holdFacts(hold: Hold, now: Date): HoldFacts {
  const { tenant, mailbox, state, code, note, since, provider, probes } = hold;
  return {
    scope: mailbox === undefined ? tenant : `${tenant} · ${mailbox}`,
    state: state === 'held' ? 'held' : 'being released',
    code,
    sentence: codeSentences[code] ?? '',
    note: note === undefined ? '' : `“${note}”`,
    facts: [
      { name: 'Since', value: sinceText(since, now), detail: formatFullTime(since) },
      { name: 'Next probe', value: probeText(hold, now), detail: formatFullTime(hold.probeAt) },
      { name: 'Probes so far', value: String(probes) },
      { name: 'Answer', value: provider ?? '' },
    ].filter(({ value }) => value !== ''),
  };
}

function sinceText(since: string, now: Date): string {
  const distance = formatDistance(since, now);
  return `${formatListTime(since, now)} (${distance === 'now' ? 'just now' : distance})`;
}

function probeText({ state, probeAt }: Hold, now: Date): string {
  if (state === 'releasing') {
    return 'none: what was parked goes back to the queue';
  }
  if (probeAt === undefined) {
    return 'none: it is lifted by hand';
  }
  // Postbus looks once a minute which probes are due.
  const distance = formatDistance(probeAt, now);
  return Date.parse(probeAt) <= now.getTime() || distance === 'now' ? 'within a minute' : distance;
}
