/**
 * The page's only way to data: GETs to the control endpoint on its own origin. Each call has a deadline. A missing message is `undefined`
 * (drafts vanish when they are sent); every other failure throws with the path and what came back.
 */
import type { Place } from '../route.ts';
import type { MessagePage, Queues, StoredMessage, Tenant } from './control-types.ts';
import type { Inventory } from './credential-types.ts';
import type { Ledger } from './ledger-types.ts';

export interface ControlClient {
  tenants(): Promise<readonly Tenant[]>;
  messages(place: Place, range: { readonly top: number; readonly skip: number }): Promise<MessagePage>;
  message(place: Place, id: string): Promise<StoredMessage | undefined>;
  source(place: Place, id: string): Promise<string | undefined>;
  /** How far the sandbox's clock, which tests move, is from the real one. */
  clockOffsetMilliseconds(): Promise<number>;
  /** Undefined where the sandbox has no queue to show. */
  queues(): Promise<Queues | undefined>;
  ledger(): Promise<Ledger>;
  credentials(): Promise<Inventory>;
}

const deadlineMilliseconds = 15_000;
const emptyLedger: Ledger = { isThere: false, holds: [], parked: { total: 0, counts: [], messages: [] } };

export function controlClient(): ControlClient {
  return {
    tenants: async () => (await json<readonly Tenant[]>('/control/tenants')) ?? [],
    messages: async (place, { top, skip }) => {
      const query = new URLSearchParams({ folder: place.folder, top: String(top), skip: String(skip) });
      return (await json<MessagePage>(`${mailboxPath(place)}/messages?${query}`)) ?? { messages: [], total: 0 };
    },
    message: (place, id) => json<StoredMessage>(messagePath(place, id)),
    source: async (place, id) => (await get(`${messagePath(place, id)}/mime`))?.text(),
    clockOffsetMilliseconds: async () =>
      (await json<{ readonly offsetMilliseconds?: number }>('/control/clock'))?.offsetMilliseconds ?? 0,
    queues: async () => (await json<{ readonly queues?: Queues }>('/control/queue'))?.queues,
    ledger: async () => (await json<Ledger>('/control/ledger')) ?? emptyLedger,
    credentials: async () => (await json<Inventory>('/control/credentials')) ?? { credentials: [] },
  };
}

function mailboxPath(place: Place): string {
  return `/control/mailboxes/${encodeURIComponent(place.mailbox)}`;
}

function messagePath(place: Place, id: string): string {
  return `${mailboxPath(place)}/messages/${encodeURIComponent(id)}`;
}

async function json<Value>(path: string): Promise<Value | undefined> {
  const response = await get(path);
  return response === undefined ? undefined : ((await response.json()) as Value);
}

async function get(path: string): Promise<Response | undefined> {
  const response = await fetch(path, { signal: AbortSignal.timeout(deadlineMilliseconds), cache: 'no-store' });
  if (response.status === 404) {
    return undefined;
  }
  if (!response.ok) {
    throw new Error(`The sandbox answered ${response.status} to ${path}. Its own output says why.`);
  }
  return response;
}
