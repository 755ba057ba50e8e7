/** What one operation on app registrations is: a name (for faults and counters), who may, and what it does. */
import type { Answer } from '../../answer.ts';
import type { Clock } from '../../clock.ts';
import type { Directory } from '../../directory/directory.ts';
import type { App, Tenant } from '../../directory/tenant.ts';
import type { ExchangeSettings } from '../../exchange/exchange-settings.ts';
import type { OperationName } from '../../operation-names.ts';
import type { Caller } from '../authenticate.ts';

export interface ApplicationRequest {
  readonly caller: Caller;
  /** As it is now: while a request waits, another one may change it. */
  readonly tenant: Tenant;
  readonly directory: Directory;
  readonly settings: ExchangeSettings;
  readonly clock: Clock;
  readonly query: URLSearchParams;
  readonly body: string;
  /** `https://localhost:8443/v1.0`, for links in the answer. */
  readonly root: string;
}

interface OnAll {
  readonly kind: 'list';
  readonly name: OperationName<'graph'>;
  run(request: ApplicationRequest): Answer;
}

interface OnOne {
  readonly kind: 'read' | 'write';
  readonly name: OperationName<'graph'>;
  run(request: ApplicationRequest, app: App): Answer;
}

export type ApplicationOperation = OnAll | OnOne;
