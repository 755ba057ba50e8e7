/**
 * The page's one door for HTML. Trusted Types (see content-security-policy.ts) make the browser refuse plain strings in every HTML sink, so this policy
 * is needed, and is used, only for the mail's frame. Browsers without Trusted Types take the plain string.
 */
interface TrustedTypePolicy {
  readonly createHTML: (html: string) => string;
}

interface TrustedTypes {
  readonly createPolicy: (name: string, rules: TrustedTypePolicy) => TrustedTypePolicy;
}

const factory = (window as { readonly trustedTypes?: TrustedTypes }).trustedTypes;
const policy = factory?.createPolicy('mail-frame', { createHTML: (html) => html });

/** Only for documents that cannot run: an inert `DOMParser` document, or the `srcdoc` of a frame with an empty `sandbox`. */
export function forInertDocument(html: string): string {
  return policy?.createHTML(html) ?? html;
}
