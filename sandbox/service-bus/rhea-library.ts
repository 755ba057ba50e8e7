/**
 * rhea 3.0.5 as the broker sees it: narrow types for what we use, published or not, because its own are `any` almost everywhere.
 * The only import of rhea, and the only cast in this folder.
 */
import type { Server, Socket } from 'node:net';
import rhea from 'rhea';

export interface AmqpError {
  readonly condition: string;
  readonly description: string;
}

export interface RheaConnection {
  readonly socket: Socket;
  is_open(): boolean;
  close(error?: AmqpError): void;
  _process(): void;
  _register(): void;
}

interface TransferFrame {
  readonly performative: { message_format: number | undefined };
}

export interface RheaSession {
  readonly connection: RheaConnection;
  readonly outgoing: { available(): number };
  readonly links: Readonly<Record<string, RheaSender | RheaReceiver>>;
  on_transfer(frame: TransferFrame): void;
  output(frame: unknown): void;
  _write_flow(link: RheaSender): void;
}

interface Terminus {
  readonly address?: string | null;
  readonly filter?: Readonly<Record<string, unknown>> | null;
}

interface LocalAttach {
  source: unknown;
  target: unknown;
  snd_settle_mode: number;
  rcv_settle_mode: number;
  max_message_size: number;
}

export interface RheaLink {
  readonly name: string;
  readonly session: RheaSession;
  readonly connection: RheaConnection;
  readonly source: Terminus | null;
  readonly target: Terminus | null;
  readonly snd_settle_mode: number | null;
  readonly rcv_settle_mode: number | null;
  readonly local: { readonly attach: LocalAttach };
  set_source(fields: { address?: string }): void;
  set_target(fields: { address?: string }): void;
  close(error?: AmqpError): void;
  is_open(): boolean;
}

export type RheaReceiver = RheaLink;

export interface RheaSender extends RheaLink {
  credit: number;
  delivery_count: number;
  _draining: boolean;
  _get_drain(): boolean;
  send(message: Buffer | RheaMessage, tag?: Buffer, format?: number): RheaDelivery;
}

export interface RheaMessage {
  readonly message_id?: unknown;
  readonly correlation_id?: unknown;
  readonly reply_to?: string;
  readonly application_properties?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

export interface RheaDelivery {
  readonly id: number;
  readonly format: number;
  readonly link: RheaLink;
  settled: boolean;
  remote_settled: boolean;
  readonly remote_state: { readonly undeliverable_here?: boolean; readonly value: readonly AmqpValue[] } | undefined;
}

interface Context {
  readonly connection: RheaConnection;
}

type OutcomeContext = Context & { readonly sender: RheaSender; readonly delivery: RheaDelivery };

export interface RheaEvents {
  readonly connection_open: Context;
  readonly connection_close: Context;
  readonly disconnected: Context;
  readonly session_open: Context & { readonly session: RheaSession };
  readonly session_close: Context & { readonly session: RheaSession };
  readonly receiver_open: Context & { readonly receiver: RheaReceiver };
  readonly receiver_close: Context;
  readonly sender_open: Context & { readonly sender: RheaSender };
  readonly sender_flow: Context & { readonly sender: RheaSender };
  readonly sender_draining: Context & { readonly sender: RheaSender };
  readonly sender_close: Context & { readonly sender: RheaSender };
  readonly message: Context & {
    readonly message: Buffer;
    readonly receiver: RheaReceiver;
    readonly delivery: RheaDelivery;
  };
  readonly accepted: OutcomeContext;
  readonly released: OutcomeContext;
  readonly modified: OutcomeContext;
  readonly rejected: OutcomeContext;
  readonly settled: OutcomeContext;
  /** These say what a client told us went wrong, or what it sent that could not be read. */
  readonly connection_error: Partial<Context>;
  readonly session_error: Partial<Context>;
  readonly sender_error: Partial<Context>;
  readonly receiver_error: Partial<Context>;
  readonly protocol_error: Partial<Context>;
  readonly error: Partial<Context>;
}

export interface RheaContainer {
  on<Event extends keyof RheaEvents>(event: Event, listener: (context: RheaEvents[Event]) => void): void;
  listen(options: object): Server;
}

interface RheaLibrary {
  create_container(options: { id: string }): RheaContainer & { sasl_server_mechanisms: Record<string, () => unknown> };
  readonly message: { decode(bytes: Buffer): RheaMessage };
  readonly types: RheaTypes;
}

/** One encoded value; compound ones hold further values, maps as a flat list of keys and values. */
export interface AmqpValue {
  readonly value: unknown;
}

type Wrap<Input> = (input: Input) => AmqpValue;

interface RheaTypes {
  readonly wrap: Wrap<unknown>;
  readonly wrap_int: Wrap<number>;
  readonly wrap_uint: Wrap<number>;
  readonly wrap_ulong: Wrap<number>;
  readonly wrap_boolean: Wrap<boolean>;
  readonly wrap_string: Wrap<string>;
  readonly wrap_symbol: Wrap<string>;
  readonly wrap_uuid: Wrap<Buffer>;
  readonly wrap_map: Wrap<Readonly<Record<string, unknown>>>;
  readonly wrap_array: (items: readonly number[], typecode: number) => AmqpValue;
  readonly Vbin32: Wrap<Buffer>;
  readonly List32: Wrap<readonly AmqpValue[]>;
  readonly Map32: Wrap<readonly AmqpValue[]>;
  readonly Null: () => AmqpValue;
  readonly described: (descriptor: AmqpValue, value: AmqpValue) => AmqpValue;
  readonly Reader: new (bytes: Buffer) => { read(): AmqpValue };
  readonly Writer: new () => { write(value: AmqpValue): void; toBuffer(): Buffer };
}

export const rheaLibrary = rhea as unknown as RheaLibrary;
