/** GET /users/{id}/messages (the whole mailbox, Deleted Items included) and GET /users/{id}/mailFolders/{id}/messages. */
import { jsonAnswer } from '../../answer.ts';
import type { StoredMessage } from '../../exchange/message-content.ts';
import { findFolder } from '../find-message.ts';
import type { GraphOperation, GraphRequest } from '../graph-operation.ts';
import { type Resource, toResource } from '../message-resource.ts';
import { type ListOptions, parseList } from '../parse-query.ts';

export const listMessages: GraphOperation = {
  name: 'listMessages',
  permission: 'Mail.Read',
  run: (request) => {
    const options = parseList(request.query);
    const { conditions, top, skip } = options;
    const folder = 'folder' in request.params ? findFolder(request) : undefined;
    const query = { mailbox: request.mailbox.address, folder, conditions };
    // One more than asked tells whether a further page exists.
    const found = request.exchange.store.search({ ...query, top: top + 1, skip });
    const page = found.slice(0, top).map((message) => show(request, options, message));
    const counts = request.query.get('$count') === 'true';
    return jsonAnswer(200, {
      '@odata.context': `${new URL(request.url).origin}/v1.0/$metadata#users('${encodeURIComponent(request.mailbox.address)}')/messages`,
      ...(counts ? { '@odata.count': request.exchange.store.count({ ...query, top, skip }) } : {}),
      value: page,
      ...(found.length > top ? { '@odata.nextLink': nextLink(request, options) } : {}),
    });
  },
};

function show({ exchange }: GraphRequest, options: ListOptions, message: StoredMessage): Resource {
  const attachments = options.expandsAttachments ? exchange.store.attachments(message) : undefined;
  return toResource(message, { ...options, attachments });
}

function nextLink({ url, query }: GraphRequest, { top, skip }: ListOptions): string {
  const next = new URLSearchParams(query);
  next.set('$top', String(top));
  next.set('$skip', String(skip + top));
  return `${url}?${next}`;
}
