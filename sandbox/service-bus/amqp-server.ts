/**
 * The broker's AMQP side: listens on 127.0.0.1 and carries every event of a connection to the link it belongs to.
 * A failure while an event is handled closes that connection with `amqp:internal-error` and is logged; others go on.
 */
import type { Server, Socket } from 'node:net';
import { boundPort } from './bound-port.ts';
import type { BrokerContext } from './broker-context.ts';
import { describeClientError } from './client-error.ts';
import { LinkTable } from './link-table.ts';
import { corkWrites, createContainer, freeDelivery, keepMessageBytes } from './rhea-internals.ts';
import type { RheaContainer, RheaEvents } from './rhea-library.ts';
import { settlementOf } from './settlement.ts';

type EventName = keyof RheaEvents;

const clientErrors = [
  'connection_error',
  'session_error',
  'sender_error',
  'receiver_error',
  'protocol_error',
  'error',
] as const satisfies readonly EventName[];

const listenOptions = {
  host: '127.0.0.1',
  max_frame_size: 65_536,
  idle_time_out: 120_000,
  tcp_no_delay: true,
  // Deliveries wait here until they are settled; with rhea's 2048 a client that prefetches more ends in an overflow.
  session_buffer_size: { outgoing: 65_536, incoming: 5_000 },
  receiver_options: { autoaccept: false, credit_window: 1_000 },
  sender_options: { autosettle: false, treat_modified_as_released: false },
};

export class AmqpServer {
  readonly #context: BrokerContext;
  readonly #links: LinkTable;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;

  constructor(context: BrokerContext) {
    this.#context = context;
    this.#links = new LinkTable(context);
  }

  /** Returns the port it bound. */
  async listen(port: number): Promise<number> {
    const container = createContainer('postbus-sandbox');
    this.#wire(container);
    const server = container.listen({ ...listenOptions, port });
    server.on('connection', (socket) => this.#track(socket));
    this.#server = server;
    return await boundPort(server, port);
  }

  /** Breaks every connection. Returns how many there were. */
  dropConnections(): number {
    const count = this.#sockets.size;
    // rhea hears of an error, but not of a plain destroy, and would keep its heartbeat timers for ever.
    for (const socket of this.#sockets) socket.destroy(new Error('The broker dropped the connection.'));
    return count;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    const closed = new Promise((resolve) => server.close(resolve));
    this.dropConnections();
    await closed;
  }

  #track(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
  }

  #wire(container: RheaContainer): void {
    const on = <Event extends EventName>(event: Event, handle: (context: RheaEvents[Event]) => void) =>
      container.on(event, (context) => this.#guard(event, context, () => handle(context)));
    on('connection_open', ({ connection }) => corkWrites(connection));
    on('session_open', ({ session }) => keepMessageBytes(session));
    on('receiver_open', ({ receiver }) => this.#links.openReceiver(receiver));
    on('receiver_close', () => {});
    on('sender_open', ({ sender }) => this.#links.openSender(sender));
    on('sender_close', ({ sender }) => this.#links.closeSender(sender));
    on('session_close', ({ session }) => this.#links.closeWhere((sender) => sender.session === session));
    for (const event of ['connection_close', 'disconnected'] as const) {
      on(event, ({ connection }) => this.#links.closeWhere((sender) => sender.connection === connection));
    }
    on('message', ({ message, receiver, delivery }) => this.#links.receive(receiver, message, delivery));
    on('sender_flow', ({ sender }) => this.#links.consumer(sender)?.flow());
    on('sender_draining', ({ sender }) => this.#links.consumer(sender)?.drain());
    this.#wireSettlements(on);
    for (const event of clientErrors)
      on(event, (context) => this.#context.log(`${event}: ${describeClientError(context)}`));
  }

  #wireSettlements(
    on: (
      event: 'accepted' | 'released' | 'modified' | 'rejected' | 'settled',
      handle: (context: RheaEvents['accepted']) => void,
    ) => void,
  ): void {
    for (const outcome of ['accepted', 'released', 'modified', 'rejected'] as const) {
      on(outcome, ({ sender, delivery }) =>
        this.#links.consumer(sender)?.settle(delivery, settlementOf[outcome](delivery)),
      );
    }
    on('settled', ({ delivery }) => freeDelivery(delivery));
  }

  #guard(event: EventName, context: RheaEvents[EventName], handle: () => void): void {
    try {
      handle();
    } catch (error) {
      const description = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.#context.log(`${event} failed: ${description}`);
      context.connection?.close({
        condition: 'amqp:internal-error',
        description: `The broker failed while it handled ${event}.`,
      });
    }
  }
}
