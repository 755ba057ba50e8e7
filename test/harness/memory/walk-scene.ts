/**
 * The scene of a walk: one tenant, a queue that detects duplicates, and an Exchange as unkind as it can be: it shows what it has
 * accepted as a draft for a while, and sends such a draft a second time if asked to.
 */
import type { Ledger } from '../../../shared/delivery/ledger.ts';
import type { ConnectionInput } from '../../../shared/tenant/connection.ts';
import { contoso, START } from './delivery-bundle.ts';
import { createMemoryHolds } from './memory-holds.ts';
import { createMemoryLedger } from './memory-ledger.ts';
import { createMemoryMailboxes, type MemoryMailboxes, type SettleTime } from './memory-mailboxes.ts';
import { createMemoryQueue } from './memory-queue.ts';
import type { StormScene } from './storm-scene.ts';
import { createStormSecrets } from './storm-secrets.ts';
import { createStormWorld } from './storm-world.ts';
import type { WalkFate } from './walk-fate.ts';

const SECOND = 1000;

export interface WalkSetting {
  readonly ids?: readonly string[];
  readonly connection?: Partial<ConnectionInput>;
  readonly seenAs?: SettleTime['seenAs'];
  readonly mayResend?: boolean;
}

/** A part of the product or its store that is broken on purpose, to see that the walk finds it. */
export interface Sabotage {
  readonly ledger?: (ledger: Ledger) => Ledger;
  readonly mailboxes?: (mailboxes: MemoryMailboxes) => MemoryMailboxes;
}

const untouched = <Twin>(twin: Twin): Twin => twin;

export function openWalkScene(
  { ids = ['order-1'], connection = {}, seenAs = 'draft' }: WalkSetting,
  fate: WalkFate,
  sabotage: Sabotage = {},
): StormScene & { readonly fate: WalkFate } {
  const world = createStormWorld({ fate, start: START, latestMs: 30 * SECOND });
  const mailboxes = createMemoryMailboxes({
    now: world.now,
    settleTime: () => ({ ms: 45 * SECOND, seenAs }),
    acceptsSecondSend: true,
  });
  const { ledger: breakLedger = untouched, mailboxes: breakMailboxes = untouched } = sabotage;
  return {
    fate,
    world,
    ledger: breakLedger(createMemoryLedger()),
    holds: createMemoryHolds(),
    mailboxes: breakMailboxes(mailboxes),
    queue: createMemoryQueue({ now: world.now }),
    connections: new Map([['contoso', contoso(connection)]]),
    secrets: createStormSecrets(),
    ids,
    running: new Set(),
    timers: { last: START.getTime(), housekeepings: 0 },
    count: 0,
  };
}
