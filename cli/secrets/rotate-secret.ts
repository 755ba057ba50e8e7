/**
 * `postbus secrets rotate`: a new client secret for one connection, while the earlier one goes on working. Says each step as it is done;
 * run again after whatever stopped it, it goes on. Where the app may not make one itself, it asks for one that somebody made.
 */
import type { Operator } from '../../shared/compose-operator.ts';
import { type DeliveryError, isDeliveryError } from '../../shared/delivery/delivery-error.ts';
import { errorCodes } from '../../shared/delivery/error-codes.ts';
import { SECOND } from '../../shared/duration.ts';
import type { Connection } from '../../shared/tenant/connection.ts';
import { awaitUse } from '../../shared/tenant/rotation/await-use.ts';
import { endOverlap } from '../../shared/tenant/rotation/end-overlap.ts';
import { blamesCredential } from '../../shared/tenant/rotation/find-working-secret.ts';
import { DEFAULT_DAYS } from '../../shared/tenant/rotation/rotate-due.ts';
import { rotateSecret } from '../../shared/tenant/rotation/rotate-secret.ts';
import { isAbout, type Rotation } from '../../shared/tenant/rotation/rotation.ts';
import type {
  RotationOrder,
  RotationPorts,
  RotationStep,
  TypedSecret,
} from '../../shared/tenant/rotation/rotation-ports.ts';
import { checkTenantKey } from '../check-tenant-key.ts';
import type { Answer, CommandContext } from '../command-context.ts';
import { CommandError } from '../command-error.ts';
import { nameCommands } from '../command-name.ts';
import { noConnection } from '../tenants/show-tenant.ts';
import { probeSoon, readWaiting } from '../tenants/waiting-messages.ts';
import { checkRotateFlags, refuseNothingToFinish } from './check-rotate-flags.ts';
import { askForSecret, mayAsk, nobodyToAsk, readPipedSecret } from './read-new-secret.ts';
import type { RotateRequest } from './rotate-options.ts';
import { formatRotated, formatStep, leftOf, toRotationDocument } from './rotation-view.ts';
import { afterTheOther, CLOCK_GRAIN, sleepUntil } from './wait-in-rotation.ts';

export type RotatePorts = Pick<Operator, 'connections' | 'holds' | 'ledger' | 'rotation'>;
export type RotateContext = Pick<CommandContext, 'terminal' | 'commandName'> & { readonly say: (text: string) => void };

export async function rotateTenantSecret(
  flags: RotateRequest,
  operator: RotatePorts,
  context: RotateContext,
): Promise<Answer> {
  const request = checkRotateFlags(flags);
  const connection = await findConnection(request, operator);
  if (request.finish) await refuseNothingToFinish(request, operator);
  const steps: RotationStep[] = [];
  const ports = toPorts(connection, operator, steps, context);
  const order = await toOrder(request, connection, ports, context);
  const rotation = await rotateOrAsk(order, request, ports, context);
  const isNew = steps.some(({ kind }) => kind === 'current');
  if (!isNew && request.days !== undefined)
    context.say('--days was not used: the new secret of the rotation under way exists already.');
  const use = isNew ? await watch(rotation, request, ports, context) : undefined;
  if (isNew) await probeHeld(connection, operator, context);
  const last = await end(rotation, { order, request, ports, context });
  const held = await ports.versions.list(last.secretName);
  const facts = { rotation: last, use, isNew, earlier: held.find(({ version }) => version === last.earlierVersion) };
  return {
    json: toRotationDocument(facts),
    text: (paint) => formatRotated(facts, { paint, now: ports.now(), command: context.commandName }),
  };
}

async function findConnection({ tenant }: RotateRequest, { connections }: RotatePorts): Promise<Connection> {
  checkTenantKey(tenant);
  const connection = await connections.read(tenant);
  if (connection === undefined) throw noConnection(tenant);
  const remedy = INSTEAD[connection.credential];
  if (remedy === undefined) return connection;
  throw new CommandError({
    code: 'ERR_SECRET_REFUSED',
    sentence: `The connection ${tenant} has no client secret: its credential is ${connection.credential}.`,
    remedy,
  });
}

const INSTEAD: Readonly<Record<Connection['credential'], string | undefined>> = {
  'client-secret': undefined,
  certificate:
    'Let Key Vault renew the certificate and upload the new public part to the app registration; docs/credentials.md has the steps. Until then the earlier version is used.',
  federated: 'Nothing has to be renewed: a federated connection has no secret.',
};

function toPorts(
  connection: Connection,
  { rotation }: RotatePorts,
  steps: RotationStep[],
  { say, commandName }: RotateContext,
): RotationPorts {
  return {
    ...rotation,
    // Whoever runs this reads at its end what is left to them.
    tellLeft: async (left) => {
      if (!isAbout(left, connection)) say(`The rotation before leads nowhere any more: ${leftOf(left)}`);
    },
    tell: (step) => {
      // Each part takes the record up anew, and that is of interest once.
      if (step.kind === 'resumed' && steps.length > 0) return;
      steps.push(step);
      const line = formatStep(step, { now: rotation.now(), command: commandName });
      if (line !== undefined) say(line);
    },
  };
}

async function toOrder(
  request: RotateRequest,
  connection: Connection,
  { now, rotations }: RotationPorts,
  { terminal }: RotateContext,
): Promise<RotationOrder> {
  const { tenant, days, graceMinutes, byHand, secretStdin } = request;
  if (byHand && !secretStdin && !mayAsk(terminal)) throw nobodyToAsk('There is no terminal to ask on.');
  const last = (await rotations.read(tenant))?.rotation;
  const typed = secretStdin
    ? await readPipedSecret(request, terminal, now())
    : byHand
      ? await askForSecret(tenant, request, terminal, now())
      : undefined;
  return {
    connection,
    days: days ?? last?.days ?? DEFAULT_DAYS,
    ...(graceMinutes === undefined ? {} : { graceMinutes }),
    ...(typed ? { typed } : {}),
  };
}

async function rotateOrAsk(
  order: RotationOrder,
  request: RotateRequest,
  ports: RotationPorts,
  context: RotateContext,
): Promise<Rotation> {
  try {
    return await afterTheOther(() => rotateSecret(order, ports), ports, context.say);
  } catch (error) {
    if (order.typed || !needsSomebody(error)) throw error;
    const typed = await askInstead(error, request, ports, context);
    return afterTheOther(() => rotateSecret({ ...order, typed }, ports), ports, context.say);
  }
}

/** The app cannot make one, and somebody in the tenant can. */
const needsSomebody = (error: unknown): error is DeliveryError =>
  blamesCredential(error) ||
  (isDeliveryError(error) &&
    (error.code === 'ERR_ROTATION_NOT_PERMITTED' || error.code === 'ERR_REGISTRATION_UNKNOWN'));

async function askInstead(
  error: DeliveryError,
  request: RotateRequest,
  { now }: RotationPorts,
  { terminal, say, commandName }: RotateContext,
): Promise<TypedSecret> {
  const { sentence, remedy } = errorCodes[error.code];
  if (!mayAsk(terminal) || request.json) throw error;
  const provider = error.details.provider === undefined ? '' : ` [${error.details.provider}]`;
  say(`Postbus cannot make a client secret itself: ${sentence}${provider}`);
  if (error.code === 'ERR_ROTATION_NOT_PERMITTED') say(nameCommands(remedy, commandName));
  say('Make one in Entra ID now: App registrations, the application, Certificates & secrets, New client secret.');
  return askForSecret(request.tenant, request, terminal, now());
}

async function watch(
  rotation: Rotation,
  { watchSeconds }: RotateRequest,
  ports: RotationPorts,
  { say }: RotateContext,
): Promise<{ readonly usedAt: Date } | null | undefined> {
  if (watchSeconds === 0) return undefined;
  say(`Watching for ${watchSeconds} s whether the app takes it up …`);
  return (await awaitUse(rotation, watchSeconds * SECOND, ports)) ?? null;
}

/** What is held for the old one need not wait for its turn. */
async function probeHeld(connection: Connection, operator: RotatePorts, { say }: RotateContext): Promise<void> {
  const { holds } = await readWaiting(connection, operator);
  await probeSoon(holds, operator, { now: operator.rotation.now, warn: say });
}

interface EndScene {
  readonly order: RotationOrder;
  readonly request: RotateRequest;
  readonly ports: RotationPorts;
  readonly context: RotateContext;
}

async function end(rotation: Rotation, { order, request, ports, context }: EndScene): Promise<Rotation> {
  const { connection, days } = order;
  let last = rotation;
  while (last.state === 'overlapping') {
    const removeAt = last.removeAt ?? ports.now();
    if (removeAt.getTime() - ports.now().getTime() > CLOCK_GRAIN && !request.wait) return last;
    await sleepUntil(removeAt, ports);
    const next = await afterTheOther(() => endOverlap({ connection, days }, ports), ports, context.say);
    // Somebody has removed the connection, or begun another rotation.
    if (next?.id !== last.id) return last;
    last = next;
  }
  return last;
}
