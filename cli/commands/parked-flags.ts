/** The flags that choose parked messages, the same for each command that has them. */
import type { Command } from 'commander';
import { parseLimit } from '../parse-limit.ts';

export const withParkedFlags = (command: Command, limitMeans: string): Command =>
  command
    .option('--mailbox <address>', 'only those of one mailbox')
    .option('--code <code>', 'only those parked for this code, or for it in the end; repeatable', collect)
    .option('--older-than <age>', 'only those parked longer ago than 2h (s, m, h, d)')
    .option('--younger-than <age>', 'only those parked less long ago than 3d')
    .option('--except <id>', 'not this one; repeatable', collect)
    .option('--limit <n>', limitMeans, parseLimit);

/** One value each time: a flag that takes several would swallow the ids that follow it. */
const collect = (value: string, earlier: readonly string[] = []): readonly string[] => [...earlier, value];
