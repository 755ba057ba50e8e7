/** Bytes to text by a character set that the source names; what nobody knows is read as latin1, which never fails. */

export function decodeText(bytes: Uint8Array<ArrayBuffer>, charset: string): string {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return Buffer.from(bytes).toString('latin1');
  }
}

/** A string of bytes (latin1), as source is held while it is parsed. */
export function toBytes(source: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(source, 'latin1'));
}
