/** Mailboxes in Microsoft 365, through Graph. Exactly 201 and 202 are success; every other 2xx is not. */
import * as z from 'zod';
import { CLEAN_UP_DEADLINE } from '../../delivery/deadlines.ts';
import type {
  Acceptance,
  FoundCopy,
  FoundDraft,
  MailboxAccess,
  MailboxHandle,
  OutgoingMessage,
} from '../../delivery/mailbox-access.ts';
import type { FindEndpoints } from '../cloud-endpoints.ts';
import { classifyGraphFailure, classifyNoAnswer, type GraphOperation } from './classify-graph-failure.ts';
import { createGraphClient, type GraphRequest, type GraphResponse, type SendGraphRequest } from './graph-client.ts';
import { MESSAGE_ID_PROPERTY, toGraphMessage } from './graph-message.ts';

interface Call extends Omit<GraphRequest, 'token'> {
  readonly operation: GraphOperation;
  readonly expect: number;
}

export function createGraphMailboxAccess(
  findEndpoints: FindEndpoints,
  now: () => Date = () => new Date(),
): MailboxAccess {
  const clients = new Map<string, SendGraphRequest>();

  function clientFor(endpoint: string): SendGraphRequest {
    const client = clients.get(endpoint) ?? createGraphClient(endpoint);
    clients.set(endpoint, client);
    return client;
  }

  /** A refused token changes nothing in the mailbox, so it is the one failure that is tried again on the spot. */
  async function call(mailbox: MailboxHandle, { operation, expect, ...request }: Call): Promise<GraphResponse> {
    const send = clientFor(findEndpoints(mailbox.connection.cloud).graph);
    const token = await mailbox.token.current();
    let response = await exchange(send, operation, { ...request, token });
    if (response.status === 401 && mailbox.token.drop(token)) {
      response = await exchange(send, operation, { ...request, token: await mailbox.token.current() });
    }
    if (response.status !== expect) throw classifyGraphFailure(operation, response, now());
    return response;
  }

  return {
    async createDraft(mailbox, outgoing) {
      const body = toGraphMessage(outgoing, mailbox.address);
      const response = await call(mailbox, {
        operation: 'create-draft',
        expect: 201,
        method: 'POST',
        path: `${pathOf(mailbox)}/messages`,
        body,
      });
      return draftIdIn(response, now());
    },

    async sendDraft(mailbox, draftId) {
      const path = `${pathOf(mailbox)}/messages/${encodeURIComponent(draftId)}/send`;
      return toAcceptance(await call(mailbox, { operation: 'send', expect: 202, method: 'POST', path }));
    },

    async sendDirect(mailbox, outgoing) {
      const body = toSendMailBody(outgoing, mailbox.address);
      return toAcceptance(
        await call(mailbox, {
          operation: 'send',
          expect: 202,
          method: 'POST',
          path: `${pathOf(mailbox)}/sendMail`,
          body,
        }),
      );
    },

    async deleteDraft(mailbox, draftId) {
      await call(mailbox, {
        operation: 'delete-draft',
        deadlineMs: CLEAN_UP_DEADLINE,
        expect: 204,
        method: 'DELETE',
        path: `${pathOf(mailbox)}/messages/${encodeURIComponent(draftId)}`,
      });
    },

    async findCopies(mailbox, internetMessageId) {
      const filter = encodeURIComponent(`internetMessageId eq '${internetMessageId.replaceAll("'", "''")}'`);
      const path = `${pathOf(mailbox)}/messages?$filter=${filter}&$select=id,isDraft,createdDateTime`;
      return toFoundCopies(await call(mailbox, { operation: 'read', expect: 200, method: 'GET', path }), now());
    },

    async probe(mailbox) {
      const path = `${pathOf(mailbox)}/messages?$top=1&$select=id`;
      await call(mailbox, { operation: 'read', expect: 200, method: 'GET', path });
    },

    async findDrafts(mailbox, before) {
      const response = await call(mailbox, {
        operation: 'read',
        expect: 200,
        method: 'GET',
        path: `${pathOf(mailbox)}/mailFolders/drafts/messages?${toOurDraftsQuery(before)}`,
      });
      return toFoundDrafts(response.body);
    },
  };
}

const pathOf = ({ address }: MailboxHandle): string => `/users/${encodeURIComponent(address)}`;

async function exchange(
  send: SendGraphRequest,
  operation: GraphOperation,
  request: GraphRequest,
): Promise<GraphResponse> {
  try {
    return await send(request);
  } catch (error) {
    throw classifyNoAnswer(operation, error);
  }
}

/** `saveToSentItems` is true by default, and Microsoft asks to give it only where it is false. */
const toSendMailBody = (outgoing: OutgoingMessage, address: string) => ({
  message: toGraphMessage(outgoing, address),
  ...(outgoing.message.saveToSentItems ? {} : { saveToSentItems: false }),
});

function toAcceptance({ headers }: GraphResponse): Acceptance {
  const requestId = headers.get('request-id');
  return requestId === null ? {} : { requestId };
}

function draftIdIn(response: GraphResponse, now: Date): string {
  const { body } = response;
  if (typeof body === 'object' && body !== null && 'id' in body && typeof body.id === 'string') return body.id;
  throw classifyGraphFailure('create-draft', response, now);
}

/** At most so many at a time; the next run finds the rest. */
const MOST_DRAFTS = 50;

/** Graph: "Get singleValueLegacyExtendedProperty": the filter alone does not return the property, $expand does. */
function toOurDraftsQuery(before: Date): string {
  const mark = `id eq '${MESSAGE_ID_PROPERTY}'`;
  const isOurs = `singleValueExtendedProperties/Any(ep: ep/${mark} and ep/value ne '')`;
  const isOld = `createdDateTime lt ${before.toISOString()}`;
  return [
    `$filter=${encodeURIComponent(`${isOurs} and ${isOld}`)}`,
    `$expand=${encodeURIComponent(`singleValueExtendedProperties($filter=${mark})`)}`,
    `$select=id&$top=${MOST_DRAFTS}`,
  ].join('&');
}

const draftsSchema = z.object({
  value: z.array(z.object({ id: z.string(), singleValueExtendedProperties: z.array(z.object({ value: z.string() })) })),
});

/** What cannot be read is nobody's draft to delete. */
function toFoundDrafts(body: unknown): readonly FoundDraft[] {
  const parsed = draftsSchema.safeParse(body);
  if (!parsed.success) return [];
  return parsed.data.value.flatMap(({ id, singleValueExtendedProperties: [property] }) =>
    property ? [{ id, messageId: property.value }] : [],
  );
}

function toFoundCopies(response: GraphResponse, now: Date): readonly FoundCopy[] {
  const { body } = response;
  if (typeof body !== 'object' || body === null || !('value' in body) || !Array.isArray(body.value))
    throw classifyGraphFailure('read', response, now);
  const copies = body.value.map((copy: unknown) => toDatedCopy(copy) ?? fail(response, now));
  return copies.sort((a, b) => a.createdAt - b.createdAt).map(({ id, isDraft }) => ({ id, isDraft }));
}

/** A copy that does not say whether it is a draft says nothing about whether it was sent. */
function toDatedCopy(copy: unknown): (FoundCopy & { readonly createdAt: number }) | undefined {
  if (typeof copy !== 'object' || copy === null || !('id' in copy) || !('isDraft' in copy)) return undefined;
  if (typeof copy.id !== 'string' || typeof copy.isDraft !== 'boolean') return undefined;
  const created = 'createdDateTime' in copy ? Date.parse(String(copy.createdDateTime)) : Number.NaN;
  return { id: copy.id, isDraft: copy.isDraft, createdAt: Number.isNaN(created) ? 0 : created };
}

function fail(response: GraphResponse, now: Date): never {
  throw classifyGraphFailure('read', response, now);
}
