/** Everything the page shows, in one value. `undefined` means "not known yet", and views say so instead of showing an empty list. */
import type { MessageSummary, Queues, StoredMessage, Tenant } from '../control/control-types.ts';
import type { Inventory } from '../control/credential-types.ts';
import type { Ledger } from '../control/ledger-types.ts';
import { type Place, type Route, startRoute } from '../route.ts';
import type { Store } from './store.ts';

/** The newest messages of one folder, without a gap; `total` says how many there are. */
export interface FolderState {
  readonly place: Place;
  readonly progress: 'loading' | 'ready';
  readonly messages: readonly MessageSummary[];
  readonly total: number;
  readonly problem?: string;
}

export type MessageState =
  | { readonly kind: 'none' }
  | { readonly kind: 'loading'; readonly id: string }
  | { readonly kind: 'shown'; readonly id: string; readonly place: Place; readonly message: StoredMessage }
  | { readonly kind: 'gone'; readonly id: string }
  | { readonly kind: 'problem'; readonly id: string; readonly problem: string };

export type ConnectionState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  | { readonly kind: 'lost'; readonly since: Date };

/** What Postbus keeps back, as it was when it was last read; `problem` says why it could not be read since. */
export interface LedgerState {
  readonly ledger?: Ledger;
  readonly problem?: string;
}

/** The inventory of credentials, as it was when it was last read; `problem` says why it could not be read since. */
export interface CredentialsState {
  readonly inventory?: Inventory;
  readonly problem?: string;
}

export interface PageState {
  readonly route: Route;
  readonly tenants: readonly Tenant[] | undefined;
  /** Keys of the tree's rows that are closed. */
  readonly closedRows: ReadonlySet<string>;
  readonly folder: FolderState | undefined;
  readonly filter: string;
  readonly message: MessageState;
  readonly connection: ConnectionState;
  readonly queues: Queues | undefined;
  readonly parked: LedgerState;
  readonly credentials: CredentialsState;
  /** How far the sandbox's clock is from the browser's. */
  readonly clockOffsetMilliseconds: number;
}

export type PageStore = Store<PageState>;

export const initialState: PageState = {
  route: startRoute,
  tenants: undefined,
  closedRows: new Set(),
  folder: undefined,
  filter: '',
  message: { kind: 'none' },
  connection: { kind: 'connecting' },
  queues: undefined,
  parked: {},
  credentials: {},
  clockOffsetMilliseconds: 0,
};
