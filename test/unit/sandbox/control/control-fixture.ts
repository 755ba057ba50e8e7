/** The control endpoint over a world in memory and a broker that only remembers what it was told; no socket. */
import { Hono } from 'hono';
import { controlRoutes } from '../../../../sandbox/control/control-routes.ts';
import { createWorld } from '../../../../sandbox/create-world.ts';
import { makeContent } from '../exchange/mailbox-fixture.ts';

const cleanUps: (() => void)[] = [];

/** To be called after each test. */
export function closeControls(): void {
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
}

export function openControl() {
  const logged: string[] = [];
  const exchangeSettings = { sentItemsDelayMilliseconds: 0, messagesPerMinute: null };
  const world = createWorld({ faultSeed: 42, exchange: exchangeSettings, log: (line) => void logged.push(line) });
  cleanUps.push(() => world.exchange.stop());
  const calls: unknown[][] = [];
  const call =
    <Answer>(name: string, answer: Answer) =>
    (...given: unknown[]): Answer => {
      calls.push([name, ...given]);
      return answer;
    };
  const counts = { ready: 1, locked: 2, deferred: 3, scheduled: 4, deadLettered: 5, bytes: 6 };
  const broker = {
    port: 0,
    administrationPort: 0,
    connectionString: '',
    administrationConnectionString: '',
    counts: () => counts,
    peek: call('peek', []),
    expireLocks: call('expireLocks', 3),
    dropConnections: call('dropConnections', 2),
    purge: call('purge', undefined),
    reset: call('reset', undefined),
    stop: async () => {},
  };
  const queue = { broker, queueNames: ['send-email'] };
  const ledger = async () => ({ isThere: false, holds: [], parked: { total: 0, counts: [], messages: [] } });
  const credentials = async () => undefined;
  const app = controlRoutes({ world, queue, ledger, credentials, page: new Hono(), exchangeSettings });
  const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await app.request(`http://localhost:8085/control/${path}`, {
      method,
      headers: { host: 'localhost:8085', 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      text,
      body: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text,
    };
  };
  const mailbox = world.directory.mailboxByAddress('noreply@contoso.example')?.mailbox;
  if (mailbox === undefined) throw new Error('The seed has no contoso.');
  const send = (subject: string) => {
    const content = makeContent({ subject, internetMessageId: `<${subject}@contoso.example>` });
    const draft = world.exchange.createDraft(mailbox, { content, attachments: [] });
    const submission = { mailbox, tenant: 'contoso', operation: 'sendMail', requestId: 'r', keepsCopy: true } as const;
    world.exchange.submit(draft, submission);
  };
  return { app, ask, calls, logged, send, world };
}
