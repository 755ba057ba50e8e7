/**
 * The way back to a client for request and response ($cbs and $management). A request names its reply address: the target of the
 * client's receiving link, or, on $cbs from JavaScript, that link's name. Replies wait until the link's attach has been written.
 */
import type { RheaConnection, RheaMessage, RheaSender } from './rhea-library.ts';

interface ReplyLink {
  readonly sender: RheaSender;
  /** Undefined once the attach is written. */
  waiting: RheaMessage[] | undefined;
}

export class ReplyLinks {
  readonly #links = new WeakMap<RheaConnection, Map<string, ReplyLink>>();

  add(sender: RheaSender): void {
    const link: ReplyLink = { sender, waiting: [] };
    const ofConnection = this.#links.get(sender.connection) ?? new Map<string, ReplyLink>();
    this.#links.set(sender.connection, ofConnection);
    for (const address of [sender.target?.address, sender.name]) if (address) ofConnection.set(address, link);
    setImmediate(() => {
      const waiting = link.waiting ?? [];
      link.waiting = undefined;
      for (const reply of waiting) send(sender, reply);
    });
  }

  remove(sender: RheaSender): void {
    const ofConnection = this.#links.get(sender.connection);
    for (const [address, link] of ofConnection ?? []) if (link.sender === sender) ofConnection?.delete(address);
  }

  /** False when the client has no such link (any more). */
  reply(connection: RheaConnection, address: string | undefined, reply: RheaMessage): boolean {
    const link = this.#links.get(connection)?.get(address ?? '');
    if (link === undefined) return false;
    if (link.waiting !== undefined) link.waiting.push(reply);
    else send(link.sender, reply);
    return true;
  }
}

function send(sender: RheaSender, reply: RheaMessage): void {
  if (sender.is_open()) sender.send(reply).settled = true;
}
