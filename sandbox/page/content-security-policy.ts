/**
 * What the page may do, enforced by the browser. No script but our one file, no connection but to this sandbox, nothing remote.
 * `style-src 'unsafe-inline'` and `img-src data:` are there for the mail's frame only: a `srcdoc` document inherits this policy and can
 * only narrow it, so without them no mail would keep its styles or inline images. `frame-src 'none'` stops a frame from navigating away.
 * Trusted Types make every HTML sink throw but the one that fills that frame (client/frame/trusted-html.ts).
 */
export const contentSecurityPolicy: string = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "frame-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types mail-frame',
].join('; ');
