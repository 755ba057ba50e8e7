/**
 * The way of every Graph request: who calls, which mailbox, is there a free place, may they, do it.
 * Promises: one catch, here; a refusal is Graph's error JSON with the ids of the request; latency counts as an open request.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { Answer } from '../answer.ts';
import type { Clock } from '../clock.ts';
import { mayAccess } from '../directory/authorize.ts';
import type { Directory } from '../directory/directory.ts';
import { domainOf, type Mailbox } from '../directory/tenant.ts';
import type { TokenIssuer } from '../entra/token-issuer.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { ExchangeKnobs, ExchangeSettings } from '../exchange/exchange-settings.ts';
import { createMailboxConcurrency } from '../exchange/mailbox-concurrency.ts';
import { type Performer, perform, type ServerContext } from '../perform.ts';
import { authenticate, type Caller } from './authenticate.ts';
import { catchRefusal } from './catch-refusal.ts';
import { makeRequestIds, type RequestIds, withGraphHeaders } from './graph-answer.ts';
import { accessDenied, GraphError } from './graph-error.ts';
import type { GraphOperation } from './graph-operation.ts';
import { readBody } from './read-body.ts';
import { refuseState } from './refuse-state.ts';

export interface GraphOptions {
  readonly directory: Directory;
  readonly issuer: TokenIssuer;
  readonly exchange: Exchange;
  readonly knobs: ExchangeKnobs;
  readonly clock: Clock;
  readonly performer: Performer;
  /** Where the ranges of large attachments go: another host than Graph's. */
  readonly uploadOrigin: string;
  log(line: string): void;
}

/** A caller that was recognised, or why not: a fault by tenant must be matched before the refusal is given. */
type Recognised = { readonly caller: Caller } | { readonly refusal: GraphError };

export function createGraphPipeline(options: GraphOptions) {
  const concurrency = createMailboxConcurrency();
  const { clock, knobs, log, performer } = options;

  return async (context: ServerContext, operation: GraphOperation): Promise<Response> => {
    const ids = makeRequestIds(context.req.header('client-request-id'));
    const recognised = recognise(context, options);
    const caller = 'caller' in recognised ? recognised.caller : undefined;
    const user = context.req.param('user') ?? '';
    const mailbox = caller && options.directory.mailbox(caller.tenant.tenantId, user);
    const run = async (): Promise<Answer> => {
      if ('refusal' in recognised) throw recognised.refusal;
      if (mailbox === undefined) throw mailboxUnknown(user, recognised.caller);
      const key = `${recognised.caller.app.clientId} ${mailbox.address}`;
      const release = concurrency.take(key, knobs.get().concurrencyLimit);
      if (release === undefined) throw throttled(knobs.get());
      try {
        return await operate(options, { context, operation, ids, caller: recognised.caller, mailbox });
      } finally {
        release();
      }
    };
    return perform(performer, {
      context,
      call: {
        service: 'graph',
        operation: operation.name,
        tenant: caller?.tenant.key,
        mailbox: mailbox?.address ?? user,
      },
      run: () => catchRefusal(run, { ids, clock, log }),
      dress: (answer) => withGraphHeaders(answer, ids, clock.now()),
    });
  };
}

interface Operating {
  readonly context: ServerContext;
  readonly operation: GraphOperation;
  readonly ids: RequestIds;
  readonly caller: Caller;
  readonly mailbox: Mailbox;
}

async function operate(
  options: GraphOptions,
  { context, operation, ids, caller, mailbox }: Operating,
): Promise<Answer> {
  const { clock, exchange, knobs } = options;
  const body = await readBody(context);
  const { latencyMilliseconds } = knobs.get();
  if (latencyMilliseconds > 0) await wait(latencyMilliseconds);
  const access = {
    permission: operation.permission,
    address: mailbox.address,
    tokenRoles: caller.roles,
    now: clock.now(),
  };
  const state = exchange.states.get(mailbox.address);
  // A mailbox that is gone is gone for everybody, whatever they may do.
  if (state === 'deleted') refuseState(state, operation.name, context.req.param('user') ?? '');
  if (!mayAccess(caller.app, access)) throw accessDenied();
  refuseState(state, operation.name, mailbox.address);
  const url = new URL(context.req.url);
  return operation.run({
    exchange,
    settings: knobs.get(),
    clock,
    tenant: caller.tenant,
    app: caller.app,
    mailbox,
    params: context.req.param(),
    query: url.searchParams,
    url: `${url.origin}${url.pathname}`,
    contentType: context.req.header('content-type')?.toLowerCase() ?? '',
    body,
    requestId: ids.requestId,
    uploadOrigin: options.uploadOrigin,
  });
}

function recognise(context: ServerContext, options: GraphOptions): Recognised {
  try {
    return { caller: authenticate(context.req.header('authorization'), options) };
  } catch (error) {
    if (error instanceof GraphError) return { refusal: error };
    throw error;
  }
}

function throttled({ concurrencyRetryAfter }: ExchangeSettings): GraphError {
  const message = 'Application is over its MailboxConcurrency limit.';
  const headers = concurrencyRetryAfter === null ? {} : { 'retry-after': concurrencyRetryAfter };
  return new GraphError(429, 'ApplicationThrottled', message, headers);
}

/** An unknown address in a domain of the tenant, and one of nowhere, get different answers from Graph. */
function mailboxUnknown(user: string, { tenant }: Caller): GraphError {
  const domains = tenant.mailboxes.map(({ address }) => domainOf(address));
  if (domains.includes(domainOf(user))) {
    return new GraphError(404, 'ErrorInvalidUser', `The requested user '${user}' is invalid.`);
  }
  return new GraphError(404, 'ResourceNotFound', 'Resource could not be discovered.');
}
