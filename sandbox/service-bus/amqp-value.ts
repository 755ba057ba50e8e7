/**
 * AMQP 1.0 values with their exact types. JavaScript numbers cannot say int, long or timestamp, and the .NET client refuses
 * an answer with the wrong one, so whatever leaves the broker is wrapped here.
 */
import { type AmqpValue, rheaLibrary } from './rhea-library.ts';

export type { AmqpValue };

const { types } = rheaLibrary;
const longCode = 0x81;
const timestampCode = 0x83;

export const nothing = (): AmqpValue => types.Null();
export const anything = (value: unknown): AmqpValue => types.wrap(value);
export const int = (value: number): AmqpValue => types.wrap_int(value);
export const uint = (value: number): AmqpValue => types.wrap_uint(value);
export const boolean = (value: boolean): AmqpValue => types.wrap_boolean(value);
export const text = (value: string): AmqpValue => types.wrap_string(value);
export const symbol = (value: string): AmqpValue => types.wrap_symbol(value);
export const uuid = (bytes: Buffer): AmqpValue => types.wrap_uuid(bytes);
export const binary = (bytes: Buffer): AmqpValue => types.Vbin32(bytes);
export const longArray = (values: readonly number[]): AmqpValue => types.wrap_array(values, longCode);
export const timestampArray = (values: readonly number[]): AmqpValue => types.wrap_array(values, timestampCode);
export const list = (values: readonly AmqpValue[]): AmqpValue => types.List32(values);
export const record = (fields: Readonly<Record<string, unknown>>): AmqpValue => types.wrap_map(fields);

export function map(entries: readonly AmqpEntry[]): AmqpValue {
  return types.Map32(entries.flat());
}

export function described(descriptor: number, value: AmqpValue): AmqpValue {
  return types.described(types.wrap_ulong(descriptor), value);
}

export type AmqpEntry = readonly [key: AmqpValue, value: AmqpValue];

export function readValue(bytes: Buffer): AmqpValue {
  return new types.Reader(bytes).read();
}

export function writeValue(value: AmqpValue): Buffer {
  const writer = new types.Writer();
  writer.write(value);
  return Buffer.from(writer.toBuffer());
}

/**
 * The items of a list or array, none for anything else. A copy: rhea shares one array among all empty lists it ever decodes,
 * and pushing into that corrupted every later message of the process.
 */
export function itemsOf(value: AmqpValue | undefined): readonly AmqpValue[] {
  const items: unknown = value?.value;
  return Array.isArray(items) ? items.filter(isAmqpValue) : [];
}

/** The entries of a map. */
export function entriesOf(value: AmqpValue | undefined): readonly AmqpEntry[] {
  const items = itemsOf(value);
  const entries: AmqpEntry[] = [];
  for (let index = 0; index + 1 < items.length; index += 2) {
    const [key, item] = items.slice(index, index + 2);
    if (key !== undefined && item !== undefined) entries.push([key, item]);
  }
  return entries;
}

function isAmqpValue(value: unknown): value is AmqpValue {
  return typeof value === 'object' && value !== null && 'value' in value;
}
