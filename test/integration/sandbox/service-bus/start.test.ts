import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { createMovableClock } from '../../../../sandbox/clock.ts';
import { boundPort } from '../../../../sandbox/service-bus/bound-port.ts';
import { startBroker } from '../../../../sandbox/service-bus/broker.ts';
import { queueOptions } from './broker-process.ts';

const start = (ports: { readonly port: number; readonly administrationPort: number }) =>
  startBroker({ queues: { orders: queueOptions }, clock: createMovableClock(), ...ports });

describe('starting the broker', () => {
  test('says which port is taken, for either protocol, and leaves no listener behind', async () => {
    const occupant = createServer().listen(0, '127.0.0.1');
    const taken = await boundPort(occupant, 0);
    const free = await start({ port: 0, administrationPort: 0 });
    await free.stop();

    const sentence = `The broker cannot listen on 127.0.0.1:${taken}.`;
    await expect(start({ port: taken, administrationPort: free.administrationPort })).rejects.toThrow(sentence);
    await expect(start({ port: free.port, administrationPort: taken })).rejects.toThrow(sentence);
    const again = await start({ port: free.port, administrationPort: free.administrationPort });
    await again.stop();

    occupant.close();
    await once(occupant, 'close');
  });
});
