/** `postbus show`: everything about one message, what keeps it, and what the reader can do now. */
import type { Operator } from '../../shared/compose-operator.ts';
import { UNREADABLE } from '../../shared/delivery/ledger.ts';
import type { LedgerEntry } from '../../shared/delivery/ledger-entry.ts';
import type { Hold } from '../../shared/tenant/hold.ts';
import { checkTenantKey } from '../check-tenant-key.ts';
import type { Answer } from '../command-context.ts';
import { formatHoldLine } from '../holds/format-hold.ts';
import { planReplay } from '../parked/plan-replay.ts';
import { holdOver, readSituation } from '../parked/situation.ts';
import { formatFields, formatTable, indent } from '../terminal/format-table.ts';
import type { Paint } from '../terminal/terminal.ts';
import { findRecords, type MessageKey } from './find-records.ts';
import { lastKnownStep } from './last-known-step.ts';
import { toMessageDocument } from './message-document.ts';
import { formatMessage } from './message-view.ts';
import { type NextStep, nextSteps } from './next-steps.ts';
import { showBody } from './show-body.ts';

export interface ShowRequest extends MessageKey {
  /** Wants the body of a parked message in place of its record. */
  readonly body?: boolean;
}

type ShowPorts = Pick<Operator, 'ledger' | 'connections' | 'holds'>;

interface ShowContext {
  readonly now: Date;
  readonly commandName: string;
}

export async function showMessage(request: ShowRequest, ports: ShowPorts, context: ShowContext): Promise<Answer> {
  if (request.tenant !== UNREADABLE) checkTenantKey(request.tenant);
  if (request.body) return showBody(request, ports.ledger);
  const [entry, ...refused] = await findRecords(request, ports.ledger);
  const { hold, canDo } = await whatNow(entry, ports, context);
  const lastStep = lastKnownStep(entry);
  return {
    json: {
      message: toMessageDocument(entry),
      refused: refused.map(toMessageDocument),
      ...(lastStep === undefined ? {} : { lastStep }),
      ...(hold ? { hold } : {}),
      canDo,
    },
    text: (paint) => formatShown({ entry, refused, lastStep, hold, canDo }, paint, context),
  };
}

interface WhatNow {
  readonly hold: Hold | undefined;
  readonly canDo: readonly NextStep[];
}

/** What is not parked needs nobody: Postbus has it in hand, or it has its last word. */
async function whatNow(entry: LedgerEntry, ports: ShowPorts, { now, commandName }: ShowContext): Promise<WhatNow> {
  if (entry.state !== 'parked') return { hold: undefined, canDo: [] };
  const situation = await readSituation(entry.tenant, ports);
  const plan = await planReplay([entry], { ...situation, isResend: false, now, ledger: ports.ledger });
  const planned = plan.replays[0] ?? plan.leftOut[0];
  const hold = holdOver(entry, situation);
  return { hold, canDo: nextSteps(entry, { hold, planned, now, commandName }) };
}

interface Shown extends WhatNow {
  readonly entry: LedgerEntry;
  readonly refused: readonly LedgerEntry[];
  readonly lastStep: string | undefined;
}

function formatShown({ entry, refused, lastStep, hold, canDo }: Shown, paint: Paint, { now }: ShowContext): string {
  const known = formatFields([
    ['last step', entry.failure?.lastStep === undefined ? lastStep : undefined],
    ['held', hold && formatHoldLine(hold, now)],
  ]);
  return [
    formatMessage(entry, { paint, now }),
    ...(known === '' ? [] : [known]),
    ...formatSteps(canDo, paint),
    ...refused.flatMap((each) => [paint('yellow', 'refused under the same id:'), formatMessage(each, { paint, now })]),
  ].join('\n');
}

function formatSteps(steps: readonly NextStep[], paint: Paint): readonly string[] {
  if (steps.length === 0) return [];
  const rows = steps.map(({ command, does }) => [paint('cyan', command), does]);
  return ['You can:', indent(formatTable([{ title: '' }, { title: '' }], rows))];
}
