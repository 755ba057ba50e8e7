/** What one operation of the Graph fake is: a name (for faults and counters), the permission it needs, and what it does. */
import type { Answer } from '../answer.ts';
import type { Clock } from '../clock.ts';
import type { App, Mailbox, MailPermission, Tenant } from '../directory/tenant.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { ExchangeSettings } from '../exchange/exchange-settings.ts';
import type { OperationName } from '../operation-names.ts';

export interface GraphRequest {
  readonly exchange: Exchange;
  readonly settings: ExchangeSettings;
  readonly clock: Clock;
  readonly tenant: Tenant;
  readonly app: App;
  readonly mailbox: Mailbox;
  /** Path parameters, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Origin and path of the request, for links in the answer. */
  readonly url: string;
  readonly contentType: string;
  /** The body as it came; the operation reads it as JSON or MIME. */
  readonly body: string;
  readonly requestId: string;
  /** Where the ranges of large attachments go. */
  readonly uploadOrigin: string;
}

export interface GraphOperation {
  readonly name: OperationName<'graph'>;
  readonly permission: MailPermission;
  run(request: GraphRequest): Answer;
}
