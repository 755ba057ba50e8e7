/** What a storm came to: one line of numbers, and for each message that came to harm all that is known of it. */
import type { Evidence } from './evidence.ts';
import type { Journal } from './journal.ts';
import { BAD, findStrangers, type Judged, judge, messageIdOf, type Verdict } from './judge.ts';
import type { ProducedMessage } from './produce.ts';

export interface StormFacts {
  readonly seed: number;
  readonly seconds: number;
  readonly waves: number;
  readonly kills: number;
  readonly faults: number;
  readonly isDrained: boolean;
}

export interface StormReport extends StormFacts {
  readonly messages: number;
  readonly verdicts: Readonly<Record<Verdict, number>>;
  /** How often each reason was recorded for not having been sent. */
  readonly reasons: Readonly<Record<string, number>>;
  readonly strangers: readonly string[];
  readonly drafts: number;
  /** Alerts of a hold. */
  readonly holds: number;
  readonly deadLetters: number;
  /** At how many different points instances have killed themselves. */
  readonly crashPoints: number;
  readonly isGood: boolean;
  readonly harmed: readonly Harm[];
}

export interface Harm {
  readonly id: string;
  readonly verdict: Verdict;
  readonly why: string;
  readonly judged: Judged;
  readonly accepted: readonly unknown[];
  readonly story: readonly string[];
}

const MOST_STORIES = 10;

export async function toReport(
  facts: StormFacts,
  { messages, evidence, journal }: { messages: readonly ProducedMessage[]; evidence: Evidence; journal: Journal },
): Promise<StormReport> {
  const all = judge(messages, evidence);
  const bad = all.filter(({ verdict }) => BAD.has(verdict));
  const strangers = findStrangers(messages, evidence);
  return {
    ...facts,
    messages: messages.length,
    verdicts: {
      'sent once': 0,
      recorded: 0,
      resent: 0,
      lost: 0,
      twice: 0,
      disagrees: 0,
      ...countBy(all, ({ verdict }) => verdict),
    },
    reasons: countBy(
      all.filter(({ verdict }) => verdict === 'recorded'),
      ({ why }) => why,
    ),
    strangers,
    drafts: evidence.drafts,
    ...(await countEvents(journal)),
    isGood: bad.length === 0 && strangers.length === 0 && facts.isDrained,
    harmed: await Promise.all(bad.slice(0, MOST_STORIES).map((each) => toHarm(each, evidence, journal))),
  };
}

export function toLine({
  seed,
  messages,
  kills,
  faults,
  verdicts,
  reasons,
  drafts,
  holds,
  deadLetters,
  crashPoints,
  seconds,
  waves,
  isDrained,
}: StormReport): string {
  const recorded = Object.entries(reasons).map(([reason, count]) => `${count} ${reason}`);
  return [
    `seed ${seed}: ${messages} messages, ${kills} kills, ${faults} faults in ${waves} waves;`,
    `sent once ${verdicts['sent once']}, recorded ${verdicts.recorded}${recorded.length > 0 ? ` (${recorded.join(', ')})` : ''},`,
    `resent by policy ${verdicts.resent}, lost ${verdicts.lost}, twice ${verdicts.twice}, disagrees ${verdicts.disagrees};`,
    `${holds} holds, ${deadLetters} dead letters, ${crashPoints} crash points hit, ${drafts} drafts left, ${seconds} s${isDrained ? '' : '; NOT DRAINED'}`,
  ].join(' ');
}

export const tellHarm = ({ id, verdict, why, judged, accepted, story }: Harm): string =>
  [
    `${id}: ${verdict}: ${why}`,
    `  asked for ${JSON.stringify(judged.message)}`,
    `  record    ${JSON.stringify(judged.entry)}`,
    ...accepted.map((each) => `  accepted  ${JSON.stringify(each)}`),
    ...story.map((line) => `  ${line}`),
  ].join('\n');

export async function toHarm(judged: Judged, { accepted }: Evidence, journal: Journal): Promise<Harm> {
  const { message, verdict, why } = judged;
  const story = await journal.find(`"${message.id}"`, 'is gone', '"chaos":"crash"', 'time moves', 'wave ');
  return { id: message.id, verdict, why, judged, accepted: accepted.get(messageIdOf(message)) ?? [], story };
}

async function countEvents(journal: Journal): Promise<Pick<StormReport, 'holds' | 'deadLetters' | 'crashPoints'>> {
  const crashes = await journal.find('{"chaos":"crash"');
  return {
    holds: (await journal.find('"event":"PB3001"')).length,
    deadLetters: (await journal.find('[record-dead-letters] {"event":"PB1')).length,
    crashPoints: new Set(crashes.map((line) => /"name":"[^"]*","phase":"\w+"/.exec(line)?.[0])).size,
  };
}

function countBy<Each, Key extends string>(
  all: readonly Each[],
  key: (each: Each) => Key,
): Partial<Record<Key, number>> & Record<string, number> {
  const groups = Map.groupBy(all, key);
  return Object.fromEntries([...groups].map(([name, group]) => [name, group.length])) as Partial<Record<Key, number>> &
    Record<string, number>;
}
