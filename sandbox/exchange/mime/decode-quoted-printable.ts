/** Quoted-printable of RFC 2045, from and to a string of bytes; what is no escape stays as it is. */
export function decodeQuotedPrintable(source: string): string {
  return source
    .replaceAll(/[ \t]+(?=\r?\n|$)/g, '')
    .replaceAll(/=\r?\n/g, '')
    .replaceAll(/=([0-9a-f]{2})/gi, (_escape, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
}
