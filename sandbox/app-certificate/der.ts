/** Writes ASN.1 in DER, as far as PKCS #12 needs it: a tag, a length, a content. */

export function sequence(...members: readonly Buffer[]): Buffer {
  return encode(0x30, Buffer.concat(members));
}

export function set(...members: readonly Buffer[]): Buffer {
  return encode(0x31, Buffer.concat(members));
}

export function octets(content: Buffer): Buffer {
  return encode(0x04, content);
}

export const nothing = Buffer.from([0x05, 0x00]);

/** Not negative, below 2^31. */
export function integer(value: number): Buffer {
  const bytes = Buffer.alloc(5);
  bytes.writeUInt32BE(value, 1);
  // The shortest form whose first bit is 0, because a 1 there would be a minus sign.
  const start = bytes.findIndex((byte, index) => index === 4 || byte !== 0 || (bytes[index + 1] ?? 0) > 0x7f);
  const first = (bytes[start] ?? 0) > 0x7f ? start - 1 : start;
  return encode(0x02, bytes.subarray(first));
}

/** `1.2.840.113549.1.7.1` */
export function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return encode(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(toBase128)]));
}

/** `[0]`, around a whole value. */
export function tagged(content: Buffer): Buffer {
  return encode(0xa0, content);
}

/** `[0]`, instead of the tag of an octet string. */
export function taggedOctets(content: Buffer): Buffer {
  return encode(0x80, content);
}

function encode(tag: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([tag, ...toLength(content.length)]), content]);
}

function toLength(length: number): readonly number[] {
  if (length < 0x80) return [length];
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return [0x80 | bytes.length, ...bytes];
}

function toBase128(value: number): readonly number[] {
  const bytes = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) bytes.unshift(0x80 | (rest % 128));
  return bytes;
}
