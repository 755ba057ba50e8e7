/**
 * The teller with twins in memory: alerts and lease, a receiver of webhooks, the flow with mailboxes behind the mail, and a clock that is
 * moved by hand. `run` may be told to die: at its nth gate, of which there is one before and one after each call to the world. Getting a
 * token changes nothing, and has deadlines that would outlive the test.
 */
import type { Alert } from '../../../shared/alert/alert.ts';
import type { AlertRoute } from '../../../shared/alert/alert-route.ts';
import type { Alerts, HeldLease, StoredAlert, TellerLease } from '../../../shared/alert/alerts.ts';
import { createLogRoute } from '../../../shared/alert/log-route.ts';
import { createMailRoute } from '../../../shared/alert/mail/mail-route.ts';
import type { RouteName } from '../../../shared/alert/route-state.ts';
import { type TellOptions, tellAlerts } from '../../../shared/alert/tell-alerts.ts';
import type { WebhookAnswer, WebhookRequest } from '../../../shared/alert/webhook/post-webhook.ts';
import { createWebhookRoute } from '../../../shared/alert/webhook/webhook-route.ts';
import { deliverMessage } from '../../../shared/delivery/deliver-message.ts';
import type { DeliveryPorts } from '../../../shared/delivery/delivery-ports.ts';
import { createPermits } from '../../../shared/delivery/permits.ts';
import { contoso, createDeliveryBundle, START } from './delivery-bundle.ts';
import { createMemoryAlerts, createMemoryTellerLease } from './memory-alerts.ts';

const TO = ['oncall@operators.example'];
const HUNDRED = 100;

export interface RunOptions extends TellOptions {
  /** Number of the gate at which the process is killed, from 1. */
  readonly dieAt?: number;
  readonly routes?: readonly RouteName[];
}

interface Posted {
  readonly id: string;
  readonly alerts: readonly string[];
  readonly body: string;
}

export function createAlertBundle() {
  const bundle = createDeliveryBundle();
  bundle.connections.clear();
  for (const tenant of ['operators', 'contoso'])
    bundle.connections.set(tenant, contoso({ tenant, mailboxes: [`alerts@${tenant}.example`] }));
  const alerts = createMemoryAlerts();
  const lease = createMemoryTellerLease(() => bundle.clock.now);
  const daysLeft = new Map<string, number>();
  const posted: Posted[] = [];
  const answers: (WebhookAnswer | Error)[] = [];
  const waits: number[] = [];
  /** What the teller's stopwatch shows. */
  const stopwatch = { ms: 0 };
  /** What happens meanwhile. */
  const meanwhile: { waiting?: () => Promise<void>; choosing?: () => Promise<void> } = {};

  async function post({ headers, body }: WebhookRequest): Promise<WebhookAnswer> {
    const answer = answers.shift() ?? { status: 202 };
    if (answer instanceof Error) throw answer;
    const { alerts: list }: { readonly alerts: readonly Alert[] } = JSON.parse(body);
    if (answer.status < 300) posted.push({ id: headers['webhook-id'] ?? '', alerts: list.map(({ id }) => id), body });
    return answer;
  }

  /** @returns how many gates it passed */
  async function run({ dieAt, routes = ['log', 'webhook', 'mail'], ...options }: RunOptions = {}): Promise<number> {
    const process = createMortal(dieAt);
    const { mortal } = process;
    const { connections, mailboxes, ledger, holds, copies } = bundle.ports;
    const delivery: DeliveryPorts = {
      ...bundle.ports,
      connections: mortal(connections),
      mailboxes: mortal(mailboxes),
      ledger: mortal(ledger),
      holds: mortal(holds),
      copies: mortal(copies),
      permits: createPermits({ ...PERMITS, now: () => bundle.clock.now }),
    };
    const now = delivery.now;
    const sleep = async (ms: number): Promise<void> => {
      waits.push(ms);
      await meanwhile.waiting?.();
    };
    const all: readonly AlertRoute[] = [
      createLogRoute(delivery.log),
      createWebhookRoute({ url: URL, shape: 'json' }, { post: mortal({ post }).post, now, sleep }),
      createMailRoute(
        { connections: ['operators', 'contoso'], to: TO },
        {
          ...delivery,
          credentialDaysLeft: {
            of: async ({ tenant }) => {
              await meanwhile.choosing?.();
              return daysLeft.get(tenant);
            },
          },
          deliver: (received) => deliverMessage(received, delivery),
        },
      ),
    ];
    const ports = {
      alerts: mortalAlerts(alerts, mortal),
      lease: mortalLease(lease, mortal),
      holds: mortal(holds),
      routes: all.filter(({ name }) => routes.includes(name)),
      log: delivery.log,
      now,
      sleep,
      elapsed: () => stopwatch.ms,
    };
    await Promise.race([tellAlerts(ports, options), process.died]);
    return process.passed();
  }

  const raise = (id: string, overrides: Partial<Alert> = {}): Promise<boolean> =>
    alerts.raise({ ...plainAlert, id, raisedAt: bundle.clock.now, ...overrides });

  return {
    ...bundle,
    alerts,
    lease,
    daysLeft,
    posted,
    /** What the receiver answers next, one each; an error is no answer. */
    answers,
    waits,
    stopwatch,
    meanwhile,
    raise,
    run,
    /** Ids of the alerts in the log, as often as they are there. */
    logged: () => bundle.events.filter(({ event }) => event === 'PB5001').map(({ fields }) => String(fields.alert)),
    /** The mails that left. */
    mails: () => bundle.mailboxes.sent.map(({ message, mailbox }) => ({ mailbox, message })),
    states: async (id: string) => (await alerts.read(id))?.routes ?? {},
  };
}

const plainAlert: Alert = {
  id: 'hold:contoso:1',
  kind: 'hold',
  severity: 'critical',
  code: 'ERR_TOKEN_REFUSED',
  tenant: 'contoso',
  sentence: 'Entra ID gives no token.',
  remedy: 'Look at the app registration.',
  owner: 'tenant administrator',
  raisedAt: START,
};

const URL = 'https://hooks.example/secret-path';
const PERMITS = { concurrency: 4, longestWaitMs: 1000, mostWaiting: 8, mostWaitingAMailbox: 4 };

/** A process that is killed: from then on nothing it does takes effect, and nothing it waits for comes. */
function createMortal(dieAt: number | undefined) {
  const { promise: died, resolve: die } = Promise.withResolvers<void>();
  let passed = 0;

  function gate(): Promise<void> {
    passed += 1;
    if (dieAt === undefined || passed < dieAt) return Promise.resolve();
    die();
    return new Promise(() => undefined);
  }

  const mortal = <Port extends object>(port: Port): Port =>
    new Proxy(port, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return async (...args: unknown[]) => {
          await gate();
          const result: unknown = await Reflect.apply(value, target, args);
          await gate();
          return result;
        };
      },
    });

  return { mortal, died, passed: () => passed };
}

/** Each hundred is a transaction of its own, and the process may be killed between two. */
const mortalAlerts = (alerts: Alerts, mortal: <Port extends object>(port: Port) => Port): Alerts => {
  const port = mortal(alerts);
  return {
    ...port,
    async update(updates) {
      const written: StoredAlert[] = [];
      for (let start = 0; start < updates.length; start += HUNDRED) {
        const hundred = await port.update(updates.slice(start, start + HUNDRED));
        if (!hundred) return undefined;
        written.push(...hundred);
      }
      return written;
    },
  };
};

const mortalLease = (lease: TellerLease, mortal: <Port extends object>(port: Port) => Port): TellerLease => ({
  async take(): Promise<HeldLease | undefined> {
    const held = await mortal(lease).take();
    return held && mortal(held);
  },
});
