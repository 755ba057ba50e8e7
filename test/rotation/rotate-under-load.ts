/**
 * A client secret is rotated while its tenant sends without a pause, and another tenant beside it: the built bundle in the functions
 * host, the real command, an Entra ID that knows a new secret not everywhere at once. Judged by the mailboxes, as a storm is.
 */

import { openTable } from '../../shared/services/table-storage/table.ts';
import { createTableHolds } from '../../shared/services/table-storage/table-holds.ts';
import { createTableLedger } from '../../shared/services/table-storage/table-ledger.ts';
import { collectEvidence } from '../chaos/evidence.ts';
import { BAD, findStrangers, type Judged, judge } from '../chaos/judge.ts';
import type { ProducedMessage } from '../chaos/produce.ts';
import { createProducer, type Producer } from '../chaos/producer.ts';
import type { ChaosTenant } from '../chaos/tenants.ts';
import { eventually } from '../harness/eventually.ts';
import { seededRandom } from '../harness/memory/seeded-random.ts';
import { type RunningPostbus, startPostbus } from '../harness/start-postbus.ts';
import type { SandboxTenant } from '../harness/start-sandbox.ts';
import { runCli } from '../integration/cli-run.ts';

/** Short, so that the secret is needed all the time and not once an hour. */
const TOKEN_LIFETIME_SECONDS = 20;
const PAUSE_MS = 250;
const TAIL_MS = 12_000;
const ROLES = { entraRoles: ['Mail.ReadWrite', 'Mail.Send', 'Application.ReadWrite.OwnedBy'] };

const tenants: readonly ChaosTenant[] = ['rotating', 'steady'].map((key) => ({
  key,
  share: 50,
  mailboxes: [1, 2].map((number) => `noreply-${number}@${key}.example`),
  connection: {},
}));

export interface LoadOptions {
  readonly seed: number;
  /** Whether the command watches the app take the new secret up, before it has the earlier one removed. */
  readonly watches: boolean;
}

export interface LoadReport extends LoadOptions {
  readonly propagationMs: number;
  readonly messages: number;
  readonly sent: number;
  readonly harmed: readonly Judged[];
  readonly strangers: readonly string[];
  /** Holds, and messages that failed or were parked. */
  readonly alarms: readonly string[];
  readonly holds: number;
  /** Passwords of the tenant's app at the end, by display name. */
  readonly passwords: readonly string[];
  readonly ending: string;
  readonly tookSeconds: number;
}

export async function rotateUnderLoad({ seed, watches }: LoadOptions): Promise<LoadReport> {
  const random = seededRandom(seed);
  const propagationMs = 1_000 + random.below(9_000);
  const postbus = await startPostbus({
    exchange: { passwordPropagationMilliseconds: propagationMs, tokenLifetimeSeconds: TOKEN_LIFETIME_SECONDS },
    flags: ['--seed', String(seed)],
  });
  const producer = createProducer(postbus.sandbox.settings.ServiceBus ?? '');
  try {
    for (const tenant of tenants) await connect(tenant, postbus);
    const alarms = listen(postbus);
    const begun = performance.now();
    const load = produceAll(producer);
    const ending = await rotate(watches, postbus);
    await postbus.sandbox.control('tenants/rotating/revoke-tokens', { method: 'POST', body: {} });
    await new Promise((resolve) => setTimeout(resolve, TAIL_MS));
    const messages = await load.end();
    await untilAllClosed(messages, postbus);
    const facts = await judgeAll(messages, postbus);
    const tookSeconds = Math.round((performance.now() - begun) / 1_000);
    return { seed, watches, propagationMs, ...facts, alarms, ending, tookSeconds };
  } finally {
    await producer.close();
    await postbus.stop();
  }
}

async function connect({ key, mailboxes }: ChaosTenant, { sandbox, connect: save }: RunningPostbus): Promise<void> {
  const body = { key, mailboxes, ...ROLES };
  const { tenantId, clientId, secretName } = await sandbox.control<SandboxTenant>('tenants', { method: 'POST', body });
  await save(key, { tenantId, clientId, secretName, mailboxes: [...mailboxes] });
}

/** Failed, parked, a hold: of either tenant there must be none. */
function listen({ product }: RunningPostbus): readonly string[] {
  const alarms: string[] = [];
  product.onEvent(({ event, name, tenant, code }) => {
    if (['PB1004', 'PB1005', 'PB3001'].includes(event)) alarms.push([name, tenant, code].join(' '));
  });
  return alarms;
}

/** One message a tenant, again and again, until its end is asked for. */
function produceAll(producer: Producer): { end(): Promise<readonly ProducedMessage[]> } {
  const messages: ProducedMessage[] = [];
  let isOver = false;
  async function run(): Promise<void> {
    for (let number = 1; !isOver; number += 1) {
      const round = tenants.map(({ key, mailboxes }) => ({
        tenant: key,
        id: `${key}-${number}`,
        from: mailboxes[number % mailboxes.length] ?? '',
        saveToSentItems: true,
      }));
      await producer.enqueue(round);
      messages.push(...round);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
  const running = run();
  running.catch(() => undefined);
  return {
    async end() {
      isOver = true;
      await running;
      return messages;
    },
  };
}

/** @returns what became of the earlier secret */
async function rotate(watches: boolean, { sandbox }: RunningPostbus): Promise<string> {
  const flags = ['--grace-minutes', '0', '--wait', '--watch-seconds', watches ? '90' : '0', '--json'];
  const { exitCode, out, err } = await runCli(['secrets', 'rotate', 'rotating', ...flags], sandbox.settings);
  if (exitCode !== 0) throw new Error(`The rotation ended with ${exitCode}: ${err}`);
  const { rotation, usedAt } = JSON.parse(out);
  return `${rotation.ending}${watches ? `, used ${usedAt === null ? 'by nobody' : 'by the app'}` : ''}`;
}

async function untilAllClosed(messages: readonly ProducedMessage[], postbus: RunningPostbus): Promise<void> {
  const isOpen = (state: string): boolean => state === 'attempting' || state === 'deferred';
  await eventually(
    'the last word on every message',
    async () => {
      const entries = (await Promise.all(tenants.map(({ key }) => postbus.listEntries(key)))).flat();
      return entries.length >= messages.length && !entries.some(({ state }) => isOpen(state)) ? true : undefined;
    },
    120_000,
  );
}

async function judgeAll(messages: readonly ProducedMessage[], { sandbox }: RunningPostbus) {
  const table = openTable(sandbox.settings.POSTBUS_TABLE_STORAGE ?? '', { getToken: async () => null });
  const evidence = await collectEvidence({ sandbox, tenants, ledger: createTableLedger(table) });
  const judged = judge(messages, evidence);
  const summaries = await sandbox.control<readonly TenantSummary[]>('tenants');
  const rotating = summaries.filter(({ key }) => key === 'rotating');
  return {
    messages: messages.length,
    sent: judged.filter(({ verdict }) => verdict === 'sent once').length,
    harmed: judged.filter(({ verdict }) => BAD.has(verdict)),
    strangers: findStrangers(messages, evidence),
    holds: (await createTableHolds(table).list()).length,
    passwords: rotating.flatMap(({ apps }) => apps.flatMap(({ secrets }) => secrets.map((each) => each.displayName))),
  };
}

interface TenantSummary {
  readonly key: string;
  readonly apps: readonly { readonly secrets: readonly { readonly displayName: string }[] }[];
}

/** Nothing failed, nothing was lost, nothing sent twice, nobody was held, and the earlier secret is gone. */
export const isGood = (report: LoadReport): boolean =>
  report.sent === report.messages &&
  report.harmed.length + report.strangers.length + report.alarms.length + report.holds === 0 &&
  report.passwords.length === 1 &&
  // The name of the one that the rotation made; the first one is called `postbus` alone.
  report.passwords.every((name) => /^postbus \S/.test(name)) &&
  report.ending.startsWith('removed');
