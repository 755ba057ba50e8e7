/**
 * Looks for what no output may ever hold: secrets, tokens and keys, each by the shape it always has. The shapes are written here anew and
 * not taken from what redacts them (shared/log/redact.ts): a shape that is forgotten there must be found here.
 * Says where and what kind, never what.
 */

export interface Leak {
  readonly kind: string;
  /** From 1. */
  readonly line: number;
}

const SHAPES: readonly (readonly [kind: string, shape: RegExp])[] = [
  // Header, payload, signature; the header and the payload are JSON objects.
  ['a token', /eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}/],
  // Three characters, a digit, "Q~": Entra ID's client secrets, and the sandbox's.
  ['a client secret', /[\w~.-]{3}\dQ~[\w~.-]{31,34}/],
  ['a private key', /-----BEGIN (?:\w+ )*PRIVATE KEY-----/],
  // DER in base64, longer than any id: a certificate with its key, or a key.
  ['a key or certificate', /\bMI[IG][A-Za-z0-9+/]{400,}/],
  ['a storage or queue key', /(?:AccountKey|SharedAccessKey)=(?!\[|SAS_KEY_VALUE)[^;\s"]{20,}/],
  ['a webhook key', /\bwhsec_[A-Za-z0-9+/=]{16,}/],
  ['a signature that opens something', /[?&]sig=(?!\[)[\w%+/=-]{20,}/],
  ['a token in a header', /\bBearer (?!\[)(?=[\w.~+/-]*\d)[\w.~+/-]{40,}/],
];

export function findLeaks(text: string): readonly Leak[] {
  return text
    .split('\n')
    .flatMap((line, index) =>
      SHAPES.filter(([, shape]) => shape.test(line)).map(([kind]) => ({ kind, line: index + 1 })),
    );
}
