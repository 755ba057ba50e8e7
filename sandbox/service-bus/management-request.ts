/** A request to $management: what is asked, and typed access to its arguments. Wrong arguments throw; the client is told. */
import { fromUuidBytes } from './lock-token.ts';
import type { RheaMessage } from './rhea-library.ts';

export class ManagementRequest {
  readonly operation: string;
  readonly #arguments: Readonly<Record<string, unknown>>;

  constructor({ application_properties: properties, body }: RheaMessage) {
    this.operation = String(properties?.operation ?? '');
    this.#arguments = isRecord(body) ? body : {};
  }

  number(name: string, fallback?: number): number {
    const value = this.#arguments[name] ?? fallback;
    if (value === undefined) throw new Error(`The request lacks "${name}".`);
    return toNumber(value);
  }

  text(name: string): string | undefined {
    const value = this.#arguments[name];
    return typeof value === 'string' ? value : undefined;
  }

  numbers(name: string): readonly number[] {
    return this.#items(name).map(toNumber);
  }

  lockTokens(): readonly string[] {
    return this.#items('lock-tokens').map((item) => fromUuidBytes(toBytes(item)));
  }

  record(name: string): Readonly<Record<string, unknown>> {
    const value = this.#arguments[name];
    return isRecord(value) ? value : {};
  }

  /** The encoded messages of a schedule request. */
  messages(): readonly Buffer[] {
    return this.#items('messages').map((item) => toBytes(isRecord(item) ? item.message : undefined));
  }

  #items(name: string): readonly unknown[] {
    const value = this.#arguments[name];
    if (value === undefined || value === null) throw new Error(`The request lacks "${name}".`);
    return Array.isArray(value) ? value : [value];
  }
}

/** rhea gives a long that a JavaScript number cannot hold as eight bytes. */
function toNumber(value: unknown): number {
  return Buffer.isBuffer(value) ? Number(value.readBigInt64BE()) : Number(value);
}

function toBytes(value: unknown): Buffer {
  if (Buffer.isBuffer(value)) return value;
  throw new Error('The request has something else where bytes belong.');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !Buffer.isBuffer(value);
}
