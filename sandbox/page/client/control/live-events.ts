/**
 * The sandbox's event stream, kept open. Tells every change of a mailbox, and when the stream opens or is lost.
 * EventSource reconnects by itself only after some failures (a 5xx closes it for good), so every loss is handled here alike: close, wait, open.
 */
import type { MailboxEvent } from './control-types.ts';

export interface LiveListener {
  /** Called at each (re)connection: whatever changed meanwhile was not told. */
  opened(): void;
  changed(event: MailboxEvent): void;
  lost(): void;
}

const reconnectMilliseconds = 1_000;

export function followEvents(listener: LiveListener): void {
  const source = new EventSource('/control/events');
  source.addEventListener('open', () => listener.opened());
  source.addEventListener('message', (event: MessageEvent<string>) => {
    const change = parseEvent(event.data);
    if (change !== undefined) {
      listener.changed(change);
    }
  });
  source.addEventListener('error', () => {
    source.close();
    listener.lost();
    setTimeout(() => followEvents(listener), reconnectMilliseconds);
  });
}

function parseEvent(data: string): MailboxEvent | undefined {
  try {
    return JSON.parse(data) as MailboxEvent;
  } catch {
    return undefined;
  }
}
