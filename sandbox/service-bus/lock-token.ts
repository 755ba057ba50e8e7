/**
 * A lock token in its three shapes: the UUID in text that the SDKs print and we keep, the AMQP uuid of $management requests,
 * and the delivery tag of a transfer, which carries it in the byte order of a .NET Guid. Both SDKs reorder the tag before they print it.
 */
import { randomUUID } from 'node:crypto';

const guidByteOrder = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];

export function newLockToken(): string {
  return randomUUID();
}

export function toUuidBytes(lockToken: string): Buffer {
  return Buffer.from(lockToken.replaceAll('-', ''), 'hex');
}

export function fromUuidBytes(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

export function toDeliveryTag(lockToken: string): Buffer {
  const bytes = toUuidBytes(lockToken);
  return Buffer.from(guidByteOrder.map((index) => bytes[index] ?? 0));
}
