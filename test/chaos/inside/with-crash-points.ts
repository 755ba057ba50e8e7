/**
 * The ports with a crash point before and after each call of each of their functions, whatever they are: a function that is added
 * to a port has its points at once. Time and chance are no steps and have none.
 */
import type { DeliveryPorts } from '../../../shared/delivery/delivery-ports.ts';
import { nameCrashPoint, passCrashPoint } from './crash-points.ts';

type Call = (...values: readonly unknown[]) => unknown;

export function withCrashPoints(ports: DeliveryPorts): DeliveryPorts {
  const wrapped = new Map(
    Object.entries(ports).map(([name, port]) => {
      if (typeof port === 'object') return [name, wrapPort(name, port)];
      return [name, name === 'log' ? wrapCall('log', port) : port];
    }),
  );
  return new Proxy(ports, { get: (_ports, name) => wrapped.get(String(name)) });
}

function wrapPort(portName: string, port: object): object {
  const calls = new Map(
    Object.entries(port).map(([name, value]) => [
      name,
      typeof value === 'function' ? wrapCall(`${portName}.${name}`, value.bind(port)) : value,
    ]),
  );
  return new Proxy(port, { get: (_port, name) => calls.get(String(name)) });
}

function wrapCall(name: string, call: Call): Call {
  nameCrashPoint(name);
  return (...values) => {
    passCrashPoint(name, 'before');
    const result = call(...values);
    if (result instanceof Promise) return result.finally(() => passCrashPoint(name, 'after'));
    if (isAsyncIterable(result)) return untilItsEnd(name, result);
    passCrashPoint(name, 'after');
    return result;
  };
}

const isAsyncIterable = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;

/** `after` is when nobody asks for more of it. */
async function* untilItsEnd(name: string, items: AsyncIterable<unknown>): AsyncIterable<unknown> {
  try {
    yield* items;
  } finally {
    passCrashPoint(name, 'after');
  }
}
