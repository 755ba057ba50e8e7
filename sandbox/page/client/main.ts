/** Joins the page's parts: the state, what fills it, what shows it, and what the reader does. */
import { coalesce } from './control/coalesce.ts';
import { controlClient } from './control/control-client.ts';
import type { MailboxEvent } from './control/control-types.ts';
import { followEvents } from './control/live-events.ts';
import { mountCredentialsLink } from './credentials/credentials-link.ts';
import { credentialsLoader } from './credentials/credentials-loader.ts';
import { mountCredentialsView } from './credentials/credentials-view.ts';
import { part } from './dom/element.ts';
import { folderLoader } from './folder/folder-loader.ts';
import { mountMessageList } from './folder/message-list.ts';
import { messageLoader } from './message/message-loader.ts';
import { mountMessageView } from './message/message-view.ts';
import { ledgerLoader } from './parked/ledger-loader.ts';
import { mountParkedLink } from './parked/parked-link.ts';
import { mountParkedView } from './parked/parked-view.ts';
import { credentialsRoute, messageIdOf, parkedRoute, placeOf } from './route.ts';
import { mountConnectionStatus } from './shell/connection-status.ts';
import { firstPlace } from './shell/first-place.ts';
import { mountHelpDialog } from './shell/help-dialog.ts';
import { createNavigation } from './shell/navigation.ts';
import { mountQueueStrip } from './shell/queue-strip.ts';
import { listenForShortcuts } from './shell/shortcuts.ts';
import { repeatWhileVisible } from './shell/while-visible.ts';
import { initialState, type PageStore } from './state/page-state.ts';
import { createStore } from './state/store.ts';
import { mountTenantTree } from './tenants/tenant-tree.ts';

const countsMilliseconds = 500;
const queuePollMilliseconds = 2_000;
/** Nothing tells that a message was parked or a secret renewed, and each look reads through Postbus's table. */
const ledgerPollMilliseconds = 3_000;

const store: PageStore = createStore(initialState);
const control = controlClient();
const folder = folderLoader(store, control);
const message = messageLoader(store, control);
const ledger = ledgerLoader(store, control);
const inventory = credentialsLoader(store, control);
const navigation = createNavigation(store, {
  place: (route) => folder.open(placeOf(route)),
  message: (route, waitMilliseconds) => message.open(placeOf(route), messageIdOf(route), waitMilliseconds),
});

const list = mountMessageList(part('messages'), store, {
  select: (id, isStep) => {
    const place = placeOf(store.get().route);
    if (place !== undefined) {
      navigation.go({ kind: 'message', place, id }, { isStep });
    }
  },
  enter: () => view.focus(),
  readOlder: () => folder.more(),
});
const view = mountMessageView(part('message'), store, control);
const parked = mountParkedView(part('parked'), store);
const credentials = mountCredentialsView(part('credentials'), store);
const help = mountHelpDialog(part('help'), part('help-button'));
mountParkedLink(part('tenants'), store);
mountCredentialsLink(part('tenants'), store);
mountTenantTree(part('tenants'), store, (place) => navigation.go({ kind: 'folder', place }));
mountConnectionStatus(part('connection'), part('banner'), store);
mountQueueStrip(part('queues'), store);
listenForShortcuts({
  next: () => shownList().press('j'),
  previous: () => shownList().press('k'),
  filter: () => list.focusFilter(),
  parked: () => navigation.go(parkedRoute),
  credentials: () => navigation.go(credentialsRoute),
  help: help.open,
  leaveMessage: () => list.focus(),
});

const readQueues = coalesce(async () => {
  try {
    store.set({ queues: await control.queues() });
  } catch {
    // The event stream says that the sandbox is gone; old counts would say that it is not.
    store.set({ queues: undefined });
  }
}, countsMilliseconds);

const readTenants = coalesce(async () => {
  try {
    const [tenants, clockOffsetMilliseconds] = await Promise.all([
      control.tenants(),
      control.clockOffsetMilliseconds(),
    ]);
    store.set({ tenants, clockOffsetMilliseconds });
    landSomewhere();
  } catch {
    // Told by the event stream, which has its own connection to the same sandbox; the next opening reads again.
  }
}, countsMilliseconds);

function shownList(): { press(key: string): void } {
  const { kind } = store.get().route;
  if (kind === 'parked') {
    return parked;
  }
  return kind === 'credentials' ? credentials : list;
}

/** A wide page opens on a folder; a narrow one shows the mailboxes, where the reader must choose. */
function landSomewhere(): void {
  const place = firstPlace(store.get().tenants ?? []);
  if (store.get().route.kind === 'start' && place !== undefined && matchMedia('(min-width: 45rem)').matches) {
    navigation.go({ kind: 'folder', place }, { isReplacing: true });
  }
}

function mailboxChanged(event: MailboxEvent): void {
  readTenants();
  readQueues();
  const shown = store.get().folder?.place;
  if (shown?.tenant !== event.tenant || shown.mailbox.toLowerCase() !== event.mailbox.toLowerCase()) {
    return;
  }
  if (event.change === 'deleted' && event.folder === shown.folder) {
    folder.drop(event.id);
  }
  folder.refresh();
  // A draft that is sent gets another id: the event does not name the message that is gone.
  if (event.id === messageIdOf(store.get().route) || event.change !== 'created') {
    message.refresh();
  }
}

navigation.follow();
followEvents({
  opened: () => {
    store.set({ connection: { kind: 'live' } });
    readTenants();
    readQueues();
    ledger.refresh();
    inventory.refresh();
    folder.refresh();
    message.refresh();
  },
  changed: mailboxChanged,
  lost: () => {
    if (store.get().connection.kind !== 'lost') {
      store.set({ connection: { kind: 'lost', since: new Date() }, queues: undefined });
    }
  },
});
repeatWhileVisible(document, queuePollMilliseconds, whileLive(readQueues));
repeatWhileVisible(document, ledgerPollMilliseconds, whileLive(ledger.refresh));
repeatWhileVisible(document, ledgerPollMilliseconds, whileLive(inventory.refresh));

function whileLive(work: () => void): () => void {
  return () => {
    if (store.get().connection.kind === 'live') {
      work();
    }
  };
}
