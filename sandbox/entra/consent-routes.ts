/**
 * `GET /{tenant}/v2.0/adminconsent` asks in a browser; `…/answer?answer=granted|declined|…` beside the same parameters is
 * what its buttons do, so that a program can answer without one. Promises: 302 to the caller's redirect address, except
 * for `twice`, which is a page; refusals are pages with status 400.
 */
import type { Hono } from 'hono';
import { type Answer, emptyAnswer } from '../answer.ts';
import type { Clock } from '../clock.ts';
import type { Directory } from '../directory/directory.ts';
import { type Performer, perform, type ServerContext, type ServerEnvironment } from '../perform.ts';
import { type ConsentAnswer, type ConsentRequest, consentAnswers, parseConsent, toCallback } from './admin-consent.ts';
import { consentPage, refusalPage, twicePage } from './consent-page.ts';

interface ConsentOptions {
  readonly directory: Directory;
  readonly clock: Clock;
  readonly performer: Performer;
}

/** A GUID of nobody: whom a forged callback names where there is only one tenant. */
const NOBODY = '99999999-9999-4999-8999-999999999999';

export function addConsentRoutes(app: Hono<ServerEnvironment>, options: ConsentOptions): void {
  const onRequest =
    (run: (request: ConsentRequest, url: URL) => Answer) =>
    (context: ServerContext): Promise<Response> =>
      perform(options.performer, {
        context,
        call: { service: 'entra', operation: 'adminConsent' },
        run: () => {
          const url = new URL(context.req.url);
          const parsed = parseConsent(options.directory, context.req.param('tenant') ?? '', url.searchParams);
          if (parsed.kind === 'refused') return html(400, refusalPage(parsed.sentence));
          return run(parsed.request, url);
        },
      });

  app.get(
    '/:tenant/v2.0/adminconsent',
    onRequest((request, url) => html(200, consentPage(request, url.pathname, url.searchParams))),
  );
  app.get(
    '/:tenant/v2.0/adminconsent/answer',
    onRequest((request, url) => answerConsent(options, request, url.searchParams)),
  );
}

function answerConsent({ directory, clock }: ConsentOptions, request: ConsentRequest, query: URLSearchParams): Answer {
  const answer = consentAnswers.find((known) => known === query.get('answer'));
  if (answer === undefined) return html(400, refusalPage(`answer is one of ${consentAnswers.join(', ')}.`));
  const tenant = request.tenants.find(({ tenantId }) => tenantId === query.get('as')) ?? request.tenants[0];
  if (tenant === undefined) return html(400, refusalPage('AADSTS90002: Tenant not found.'));
  const stranger = directory.tenants().find(({ tenantId }) => tenantId !== tenant.tenantId)?.tenantId ?? NOBODY;
  return send(answer, toCallback(request, answer, { tenant, stranger, now: clock.now() }));
}

function send(answer: ConsentAnswer, callback: string): Answer {
  return answer === 'twice' ? html(200, twicePage(callback)) : emptyAnswer(302, { location: callback });
}

function html(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }, body };
}
