/** Waits until a server listens and returns its port; a port that is taken is refused with a sentence that says which. */
import { once } from 'node:events';
import type { Server } from 'node:net';

export async function boundPort(server: Server, wantedPort: number): Promise<number> {
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new Error(`The broker cannot listen on 127.0.0.1:${wantedPort}. Stop what uses that port, or pass port 0.`, {
      cause,
    });
  }
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('The broker listens on something that has no port.');
  return address.port;
}
