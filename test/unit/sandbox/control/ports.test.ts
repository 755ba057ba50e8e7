import { describe, expect, test } from '@jest/globals';
import { readCommandLine } from '../../../../sandbox/command-line.ts';
import { defaultPorts, explainTakenPort, freePorts } from '../../../../sandbox/ports.ts';

function taken(port: number): Error {
  return Object.assign(new Error(`listen EADDRINUSE: address already in use 127.0.0.1:${port}`), {
    code: 'EADDRINUSE',
    port,
  });
}

describe('ports', () => {
  test.each([
    ["Node's own error", taken(8443), 'Port 8443', '--port-graph <number>'],
    ['the cause of another error', new Error('no broker', { cause: taken(5672) }), 'Port 5672', '--port-amqp <number>'],
    [
      'the text of another process',
      new Error(`It said:\n${taken(10_002).message}`),
      'Port 10002',
      '--port-table <number>',
    ],
  ])('are named, with their flag, when %s says they are taken', (_case, error, port, flag) => {
    const explained = String(explainTakenPort(error, defaultPorts));
    expect(explained).toContain(`${port} is taken by another program`);
    expect(explained).toContain(flag);
  });

  test('are left out of other errors', () => {
    const error = new Error('disk full');
    expect(explainTakenPort(error, defaultPorts)).toBe(error);
  });
});

describe('command line', () => {
  test('takes the usual ports, or free ones, or one that is given', () => {
    const portsOf = (...args: string[]) => {
      const read = readCommandLine(args, () => 0);
      return read === 'help' ? undefined : read.ports;
    };
    expect(portsOf()).toEqual(defaultPorts);
    expect(portsOf('--free-ports', '--port-key-vault', '9000')).toEqual({ ...freePorts, 'key-vault': 9_000 });
  });

  test('reads queues with their lock, knobs and the seed', () => {
    const args = ['--queue', 'a', '--queue', 'b', '--queue-lock-milliseconds', '2000', '--seed', '7'];
    expect(readCommandLine([...args, '--exchange', '{"messagesPerMinute":null}'], () => 0)).toMatchObject({
      queues: { a: { lockMs: 2_000, maxDeliveryCount: 10 }, b: { lockMs: 2_000 } },
      exchange: { messagesPerMinute: null },
      faultSeed: 7,
    });
  });

  test('reports every problem at once', () => {
    const read = () => readCommandLine(['--port-page', '70000', '--seed', 'x', '--exchange', '{"speed":1}'], () => 0);
    expect(read).toThrow(
      /--port-page is not a port: 70000[\s\S]*--seed is not a whole number: x|--seed[\s\S]*--port-page/,
    );
    expect(read).toThrow('--exchange');
  });
});
