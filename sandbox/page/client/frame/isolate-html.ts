/**
 * Makes a mail's HTML a document for the sandboxed frame: inline images from its attachments, links that lead nowhere, and a list of what was
 * kept from loading. The frame's empty `sandbox` and its CSP are what protects the reader; this only removes what those two cannot see
 * (a preconnect hint, a link's navigation) and tells the reader what is missing. Parsing is inert: nothing loads or runs here.
 */
import type { Attachment } from '../control/control-types.ts';
import { dataAddress } from './data-address.ts';
import { referenceOf, replaceCssReferences } from './references.ts';
import { forInertDocument } from './trusted-html.ts';

export interface IsolatedHtml {
  readonly srcdoc: string;
  /** Host of each reference that was kept from loading. */
  readonly blockedHosts: readonly string[];
  /** Content ids that no attachment has. */
  readonly missingContentIds: readonly string[];
}

interface Findings {
  readonly attachments: readonly Attachment[];
  readonly blockedHosts: string[];
  readonly missingContentIds: string[];
}

const framePolicy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";
/** `:where` gives way to everything that the mail says itself. A link without `href` would lose its look. */
const baseStyle = [
  'html{color-scheme:light;background:#fff;color:#1b1b1f}',
  'body{font:15px/1.5 system-ui,sans-serif;margin:20px;overflow-wrap:anywhere}',
  'img{max-width:100%}',
  ':where(a){color:#0b57d0;text-decoration:underline}',
].join('');
const removed = 'script, link, meta, base, object, embed, applet, iframe, frame, frameset, portal';
const loading: ReadonlySet<string> = new Set(['src', 'background', 'poster', 'data', 'href', 'xlink:href']);
const dropped: ReadonlySet<string> = new Set([
  'srcset',
  'imagesrcset',
  'ping',
  'action',
  'formaction',
  'target',
  'srcdoc',
  'autofocus',
]);

export function isolateHtml(html: string, attachments: readonly Attachment[]): IsolatedHtml {
  const parsed = new DOMParser().parseFromString(forInertDocument(html), 'text/html');
  const findings: Findings = { attachments, blockedHosts: [], missingContentIds: [] };
  for (const found of parsed.querySelectorAll(removed)) {
    noteRemote(removedAddress(found), findings);
    found.remove();
  }
  for (const found of parsed.querySelectorAll('*')) {
    cleanElement(found, findings);
  }
  parsed.head.prepend(policyElement(parsed), styleElement(parsed));
  const { blockedHosts, missingContentIds } = findings;
  return { srcdoc: `<!doctype html>${parsed.documentElement.outerHTML}`, blockedHosts, missingContentIds };
}

function cleanElement(found: Element, findings: Findings): void {
  const isLink = found.localName === 'a' || found.localName === 'area';
  for (const { name } of [...found.attributes]) {
    if (isLink && loading.has(name)) {
      disableLink(found, name);
    } else if (loading.has(name)) {
      setReference(found, name, findings);
    } else if (dropped.has(name) || name.startsWith('on')) {
      found.removeAttribute(name);
    }
  }
  const style = found.getAttribute('style');
  if (style !== null) {
    found.setAttribute('style', cleanCss(style, findings));
  }
  if (found.localName === 'style') {
    found.textContent = cleanCss(found.textContent ?? '', findings);
  }
}

/** A click would lead the frame to the remote site. The address stays readable as the link's title. */
function disableLink(link: Element, name: string): void {
  link.setAttribute('title', link.getAttribute(name) ?? '');
  link.removeAttribute(name);
}

/** What an element that is taken out would have loaded; a `base` or `meta` loads nothing itself. */
function removedAddress(found: Element): string {
  const name = { link: 'href', object: 'data' }[found.localName] ?? 'src';
  return found.getAttribute(name) ?? '';
}

function setReference(found: Element, name: string, findings: Findings): void {
  const value = found.getAttribute(name) ?? '';
  const reference = referenceOf(value);
  if (reference.kind === 'inline') {
    found.setAttribute(name, inlineData(reference.contentId, findings) ?? '');
  } else if (reference.kind === 'remote') {
    noteRemote(value, findings);
    found.removeAttribute(name);
  }
}

function cleanCss(css: string, findings: Findings): string {
  const { css: replaced, remote } = replaceCssReferences(css, (contentId) => inlineData(contentId, findings));
  findings.blockedHosts.push(...remote);
  return replaced;
}

function noteRemote(address: string, findings: Findings): void {
  const reference = referenceOf(address);
  if (reference.kind === 'remote') {
    findings.blockedHosts.push(reference.host);
  }
}

function inlineData(contentId: string, { attachments, missingContentIds }: Findings): string | undefined {
  const attachment = attachments.find((candidate) => candidate.contentId?.replace(/^<|>$/g, '') === contentId);
  if (attachment === undefined) {
    missingContentIds.push(contentId);
    return undefined;
  }
  return dataAddress(attachment);
}

function policyElement(parsed: Document): HTMLMetaElement {
  const meta = parsed.createElement('meta');
  meta.httpEquiv = 'Content-Security-Policy';
  meta.content = framePolicy;
  return meta;
}

function styleElement(parsed: Document): HTMLStyleElement {
  const style = parsed.createElement('style');
  style.textContent = baseStyle;
  return style;
}
