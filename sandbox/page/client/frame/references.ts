/** Tells what an address inside a mail points to, and finds the addresses inside CSS. Pure: the DOM part is in isolate-html.ts. */
export type Reference =
  | { readonly kind: 'inline'; readonly contentId: string }
  | { readonly kind: 'embedded' }
  | { readonly kind: 'remote'; readonly host: string };

export function referenceOf(address: string): Reference {
  const text = withoutControls(address);
  if (/^cid:/i.test(text)) {
    return { kind: 'inline', contentId: decoded(text.slice(4)) };
  }
  if (text === '' || text.startsWith('#') || /^data:/i.test(text)) {
    return { kind: 'embedded' };
  }
  return { kind: 'remote', host: hostOf(text) };
}

export interface ReplacedCss {
  readonly css: string;
  readonly remote: readonly string[];
}

/** Puts `replace(contentId)` where CSS says `url(cid:…)`, and names the hosts that the rest of it wants to load from. */
export function replaceCssReferences(css: string, replace: (contentId: string) => string | undefined): ReplacedCss {
  const remote: string[] = [];
  const replaced = css.replace(
    /url\(\s*(["']?)(.*?)\1\s*\)|@import\s+(["'])(.*?)\3/gis,
    (whole, _quote, address, _importQuote, imported) => {
      const reference = referenceOf(address ?? imported ?? '');
      if (reference.kind === 'remote') {
        remote.push(reference.host);
      }
      const data = reference.kind === 'inline' ? replace(reference.contentId) : undefined;
      return data === undefined ? whole : `url("${data}")`;
    },
  );
  return { css: replaced, remote };
}

/** Browsers drop tabs, line breaks and leading controls from an address before they read its scheme. */
function withoutControls(address: string): string {
  return [...address].filter((character) => character > ' ').join('');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function hostOf(address: string): string {
  const absolute = address.startsWith('//') ? `https:${address}` : address;
  return (URL.canParse(absolute) && new URL(absolute).host) || address.slice(0, 40);
}
