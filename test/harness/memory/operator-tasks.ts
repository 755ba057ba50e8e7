/** What a person does at a terminal, through the commands themselves. They may be stopped half-way like any worker. */
import { PassThrough } from 'node:stream';
import type { Answer } from '../../../cli/command-context.ts';
import { holdTenant } from '../../../cli/holds/hold-tenant.ts';
import { releaseTenant } from '../../../cli/holds/release-tenant.ts';
import { cancelParked } from '../../../cli/parked/cancel-parked.ts';
import { replayParked } from '../../../cli/parked/replay-parked.ts';
import type { DeliveryPorts } from '../../../shared/delivery/delivery-ports.ts';
import { isHeldBack } from '../../../shared/delivery/opening.ts';
import type { HoldScope } from '../../../shared/tenant/hold.ts';
import { type StormScene, type StormTask, TENANT } from './storm-scene.ts';

type Command = (ports: DeliveryPorts, context: Context) => Promise<Answer>;

interface Context {
  readonly terminal: { readonly input: PassThrough; readonly output: PassThrough; readonly errors: PassThrough };
  readonly now: () => Date;
  readonly commandName: string;
}

/** Nobody reads what it prints: the mailboxes and the ledger are judged. */
const toTask = (name: string, command: Command): StormTask => ({
  name: `operator: ${name}`,
  instance: {},
  run: (ports) => {
    const [input, output, errors] = [new PassThrough(), new PassThrough(), new PassThrough()];
    return command(ports, { terminal: { input, output, errors }, now: ports.now, commandName: 'postbus' });
  },
});

const SURE = { tenant: TENANT, yes: true, json: true } as const;

export const holdTask = (scope: HoldScope): StormTask =>
  toTask('hold', (ports, context) => holdTenant({ ...scope, because: 'maintenance' }, ports, context));

export const releaseTask = (scope: HoldScope): StormTask =>
  toTask('release', (ports, context) => releaseTenant({ ...SURE, ...scope }, ports, context));

export const cancelTask = (id: string): StormTask =>
  toTask(`cancel ${id}`, (ports, context) => cancelParked({ ...SURE, ids: [id] }, ports, context));

/** Without ids: everything that is parked and can leave. */
export const replayTask = (ids: readonly string[] = []): StormTask =>
  toTask('replay', (ports, context) => replayParked({ ...SURE, ids }, ports, context));

export const resendTask = (id: string): StormTask =>
  toTask(`resend ${id}`, (ports, context) => replayParked({ ...SURE, ids: [id], resend: true }, ports, context));

/** Whoever finds messages parked for a person puts them back. */
export async function replayWhatIsParked({ ledger }: StormScene): Promise<StormTask | undefined> {
  for await (const { entry } of ledger.select({ tenant: TENANT, states: ['parked'] }))
    if (!isHeldBack(entry)) return replayTask();
  return undefined;
}

/** An operator's hold is lifted by an operator, who sees to it that it is. */
export async function releaseWhatIsHeld({ holds }: StormScene): Promise<StormTask | undefined> {
  const all = await holds.list();
  const own = all.find(({ hold }) => hold.code === 'ERR_HELD_BY_OPERATOR' && hold.state === 'held');
  if (!own) return undefined;
  const { mailbox } = own.hold;
  return releaseTask({ tenant: TENANT, ...(mailbox === undefined ? {} : { mailbox }) });
}
