/** /control/mailboxes, /control/messages and /control/accepted: what is in the mailboxes, what is wrong with them, and what Exchange took responsibility for. */
import { Hono } from 'hono';
import * as z from 'zod';
import { mailboxStateNames } from '../exchange/mailbox-states.ts';
import { folderNames, type StoredMessage } from '../exchange/message-content.ts';
import { toFullResource } from '../graph/message-resource.ts';
import type { ServerContext, ServerEnvironment } from '../perform.ts';
import type { World } from '../world.ts';
import { toMessageSummary } from './message-summary.ts';
import { readInput, readQuery } from './read-input.ts';

const listSchema = z.strictObject({
  folder: z.enum(folderNames).optional(),
  top: z.coerce.number().int().min(1).max(1_000).default(50),
  skip: z.coerce.number().int().min(0).default(0),
});

const searchSchema = z.strictObject({ internetMessageId: z.string().min(1) });

const acceptedSchema = z.strictObject({
  internetMessageId: z.string().optional(),
  after: z.coerce.number().int().min(0).default(0),
  top: z.coerce.number().int().min(1).max(100_000).default(10_000),
});

const stateSchema = z.strictObject({ state: z.enum(mailboxStateNames) });

type MailboxWorld = Pick<World, 'directory' | 'exchange'>;
type Owner = NonNullable<ReturnType<World['directory']['mailboxByAddress']>>;

export function mailboxRoutes({ directory, exchange }: MailboxWorld): Hono<ServerEnvironment> {
  const app = new Hono<ServerEnvironment>();
  addStateRoutes(app, { directory, exchange });
  const { store, acceptances } = exchange;
  const ownerOf = (context: ServerContext) => directory.mailboxByAddress(context.req.param('address') ?? '');
  const withTenant = (message: StoredMessage) => ({
    tenant: directory.mailboxByAddress(message.mailbox)?.tenant.key,
    ...toMessageSummary(message),
  });
  const onMessage =
    (show: (message: StoredMessage, context: ServerContext) => Response) => (context: ServerContext) => {
      const message = store.find(ownerOf(context)?.mailbox.address ?? '', context.req.param('id') ?? '');
      return message === undefined ? context.notFound() : show(message, context);
    };

  app.get('/mailboxes/:address/messages', (context) => {
    const owner = ownerOf(context);
    if (owner === undefined) return context.notFound();
    const query = { mailbox: owner.mailbox.address, ...readQuery(context, listSchema) };
    return context.json({ messages: store.search(query).map(toMessageSummary), total: store.count(query) });
  });
  app.get(
    '/mailboxes/:address/messages/:id',
    onMessage((message, context) => context.json(toFullResource(message, store.attachments(message)))),
  );
  app.get(
    '/mailboxes/:address/messages/:id/mime',
    onMessage((message, context) => context.text(store.mime(message))),
  );
  app.get('/messages', (context) => {
    const { internetMessageId } = readQuery(context, searchSchema);
    return context.json({ messages: store.byInternetMessageId(internetMessageId).map(withTenant) });
  });
  app.get('/accepted', (context) => {
    const accepted = acceptances.list(readQuery(context, acceptedSchema));
    const shown = accepted.map((one) => ({ ...one, acceptedAt: new Date(one.acceptedAt).toISOString() }));
    return context.json({ accepted: shown, total: acceptances.count() });
  });
  return app;
}

function addStateRoutes(app: Hono<ServerEnvironment>, { directory, exchange: { states, store } }: MailboxWorld): void {
  const ownerOf = (context: ServerContext) => directory.mailboxByAddress(context.req.param('address') ?? '');
  const show = ({ tenant, mailbox: { address, displayName } }: Owner) => ({
    address,
    displayName,
    tenant: tenant.key,
    state: states.get(address),
    folders: Object.fromEntries(store.countFolders(address)),
  });
  app.get('/mailboxes/:address', (context) => {
    const owner = ownerOf(context);
    return owner === undefined ? context.notFound() : context.json(show(owner));
  });
  app.patch('/mailboxes/:address', async (context) => {
    const owner = ownerOf(context);
    if (owner === undefined) return context.notFound();
    states.set(owner.mailbox.address, (await readInput(context, stateSchema)).state);
    return context.json(show(owner));
  });
}
