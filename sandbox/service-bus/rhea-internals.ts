/**
 * The only place that changes how rhea 3.0.5 works. rhea is a client library first; as a broker it needs the corrections below,
 * each for a fault that was seen on the wire. The version is pinned exactly: after an upgrade, run the integration tests of
 * this folder before anything else.
 */
import {
  type AmqpError,
  type RheaConnection,
  type RheaContainer,
  type RheaDelivery,
  type RheaLink,
  type RheaMessage,
  type RheaSender,
  type RheaSession,
  rheaLibrary,
} from './rhea-library.ts';

/** MSSBCBS is the only mechanism the .NET client knows, ANONYMOUS the only one the JavaScript client is set up for. */
const mechanisms = ['MSSBCBS', 'ANONYMOUS', 'PLAIN', 'EXTERNAL'];

/** A private message format: rhea decodes format 0, and loses the difference between int, long, double, symbol and uuid. */
const undecoded = 0x7fffffff;

export function createContainer(id: string): RheaContainer {
  const container = rheaLibrary.create_container({ id });
  for (const mechanism of mechanisms)
    container.sasl_server_mechanisms[mechanism] = () => ({ outcome: true, start: () => {} });
  return container;
}

export function decodeMessage(bytes: Buffer): RheaMessage {
  return rheaLibrary.message.decode(bytes);
}

/** One write to the socket per turn; rhea writes once per frame. */
export function corkWrites(connection: RheaConnection): void {
  const write = connection._process;
  connection._process = () => {
    connection.socket.cork();
    try {
      write.call(connection);
    } finally {
      connection.socket.uncork();
    }
  };
}

/** Lets the bytes of every message arrive as they were sent. */
export function keepMessageBytes(session: RheaSession): void {
  const receive = session.on_transfer;
  session.on_transfer = (frame) => {
    frame.performative.message_format ||= undecoded;
    receive.call(session, frame);
  };
}

/** rhea frees a delivery only when both sides settled it, which never happens by itself when the client settles second. */
export function freeDelivery(delivery: RheaDelivery): void {
  delivery.settled = true;
  delivery.remote_settled = true;
}

/**
 * Ends a drain. rhea stays silent when no credit is left, and the JavaScript client then closes its link.
 * All deliveries must have been written before: what is still waiting would lose its credit.
 */
export function writeDrained(sender: RheaSender): void {
  sender.delivery_count += sender.credit;
  sender.credit = 0;
  const getDrain = sender._get_drain;
  sender._get_drain = () => true;
  sender.session._write_flow(sender);
  sender._get_drain = getDrain;
  sender._draining = false;
}

/** Answers an attach the way the protocol refuses one: without source and target, followed by a detach that says why. */
export function refuseLink(link: RheaLink, error: AmqpError): void {
  link.local.attach.source = undefined;
  link.local.attach.target = undefined;
  link.close(error);
}

/** Answers an attach with the addresses and settle modes the client asked for; both SDKs compare them. */
export function acceptLink(link: RheaLink): void {
  link.set_source(link.source?.address ? { address: link.source.address } : {});
  link.set_target(link.target?.address ? { address: link.target.address } : {});
  link.local.attach.snd_settle_mode = link.snd_settle_mode ?? 2;
  link.local.attach.rcv_settle_mode = link.rcv_settle_mode ?? 0;
}
