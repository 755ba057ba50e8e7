/** Takes what must never be logged out of text: secrets, tokens, keys, and the local parts of addresses. */

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  // A JWT: three base64url parts, the first of them a JSON object.
  [/eyJ[\w-]+\.[\w-]+\.[\w-]*/g, '[token]'],
  [/\b(Bearer|PoP)\s+[\w.~+/=-]+/gi, '$1 [token]'],
  [
    /((?:client_secret|client_assertion|SharedAccessKey|AccountKey|sig|password|secret)["']?\s*[=:]\s*["']?)[^\s"'&;,}]+/gi,
    '$1[secret]',
  ],
  [/[^\s<>"'(),;:=[\]{}@]+(@[^\s<>"'(),;:=[\]{}@]+\.[a-z0-9-]+)/gi, '…$1'],
];

export const redact = (text: string): string =>
  PATTERNS.reduce((clean, [pattern, replacement]) => clean.replace(pattern, replacement), text);

/** `…@contoso.example`: enough to know which mailbox is meant, not an address. */
export const redactAddress = (address: string): string =>
  `${address.slice(0, 1)}…${address.slice(address.lastIndexOf('@'))}`;
