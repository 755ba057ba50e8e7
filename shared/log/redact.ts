/** Takes what must never be logged out of text: secrets, tokens, keys, and the local parts of addresses. */

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  // A JWT: three base64url parts, the first of them a JSON object.
  [/eyJ[\w-]+\.[\w-]+\.[\w-]*/g, '[token]'],
  [/\b(Bearer|PoP)\s+[\w.~+/=-]+/gi, '$1 [token]'],
  // In JSON to the closing quote, also in JSON inside of a string, where the quotes carry backslashes.
  [
    /((?:client_assertion|(?:access|refresh|id)_?token|SharedAccessKey|AccountKey|sig|password|secret)\\*"\s*:\s*\\*")(?:[^"\\]|\\+[^"\\])*/gi,
    '$1[secret]',
  ],
  [
    /((?:client_assertion|(?:access|refresh|id)_?token|SharedAccessKey|AccountKey|sig|password|secret)["']?\s*[=:]\s*["']?)[^\s"'&;,}\\]+/gi,
    '$1[secret]',
  ],
  // Signing keys of Standard Webhooks.
  [/whsec_[A-Za-z0-9+/_-]+={0,2}/g, 'whsec_[secret]'],
  // Incoming webhooks of Slack, and workflows of Teams: whoever knows the path may post.
  [
    /(https?:\/\/[\w.-]*(?:hooks\.slack(?:-gov)?\.com|webhook\.office\.com|logic\.azure\.[a-z]+|\.powerplatform\.[a-z.]+)(?::\d+)?)\/[^\s"'<>\\]+/gi,
    '$1/[secret]',
  ],
  // One visible character is left, so that an operator can tell two mailboxes of a domain apart.
  [/([^\s<>"'(),;:=[\]{}@])[^\s<>"(),;:=[\]{}@]*(@[^\s<>"'(),;:=[\]{}@]+\.[\p{L}\p{N}-]+)/giu, '$1…$2'],
];

export const redact = (text: string): string =>
  PATTERNS.reduce((clean, [pattern, replacement]) => clean.replace(pattern, replacement), text);

/** `n…@contoso.example`: enough to know which mailbox is meant, not an address. */
export const redactAddress = (address: string): string =>
  `${address.slice(0, 1)}…${address.slice(address.lastIndexOf('@'))}`;
