/** Bytes as the body of a MIME part: base64 in lines of 76 characters. */
export function toBase64Lines(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll(/.{76}(?=.)/g, '$&\r\n');
}
