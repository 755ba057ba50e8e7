/**
 * Addresses as strictly as Exchange will want them later: a refused address costs one clear sentence here, and a whole
 * message there (one bad recipient makes Graph reject all of them).
 * Grammar: RFC 5322 by `email-addresses`, then our narrowing: no comments, groups, quoted local parts or domain literals;
 * a host name with a dot (IDNA to ASCII); RFC 5321 lengths. Errors: `parseRecipient` returns a sentence instead of throwing.
 */
import { domainToASCII } from 'node:url';
import emailAddresses from 'email-addresses';

/** One address of to, cc, bcc or replyTo. */
export interface Recipient {
  /** `local@domain`, the domain in ASCII (punycode) and lower case. */
  readonly address: string;
  readonly name?: string;
}

export type ParsedRecipient =
  | { readonly ok: true; readonly recipient: Recipient }
  | { readonly ok: false; readonly sentence: string };

const LONGEST_LOCAL_PART = 64;
const LONGEST_ADDRESS = 254;
const LONGEST_NAME = 256;
/** An address and a name with every character escaped. The parser is recursive: 2,000 opening parentheses ended its stack. */
const LONGEST_TEXT = 600;
/** Comments are looked for outside of these: the parser calls every blank a comment, the one before `<` too. */
const QUOTED_STRING = /"(?:[^"\\]|\\.)*"/g;

/** Control and invisible format characters: header injection, and look-alike tricks with zero-width characters. Lone surrogates are no text. */
const HIDDEN_CHARACTERS = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Parses `ada@example.org`, `Ada <ada@example.org>` or `"ada@work" <ada@example.org>`. */
export function parseRecipient(text: string): ParsedRecipient {
  if (HIDDEN_CHARACTERS.test(text)) return refused('holds a control or invisible character; remove it');
  if (text.length > LONGEST_TEXT) return refused(`is longer than ${LONGEST_TEXT} characters`);
  if (text.replace(QUOTED_STRING, '').includes('('))
    return refused('holds a comment; leave out the part in parentheses, or put quotes around the name');
  const parsed = emailAddresses.parseOneAddress({ input: text, rfc6532: true, strict: true });
  if (parsed === null)
    return refused(
      'is not one e-mail address; write local@domain, or "Name" <local@domain> with quotes around a name that holds special characters',
    );
  if (parsed.type === 'group') return refused('is a group; list its addresses one by one');
  return toRecipient(parsed.local, parsed.domain, parsed.name ?? undefined);
}

/** Parses the two-field form. */
export function parseNamedRecipient(address: string, name: string | undefined): ParsedRecipient {
  const parsed = parseRecipient(address);
  if (!parsed.ok) return parsed;
  if (parsed.recipient.name !== undefined)
    return refused('holds a name as well; put only local@domain in "address" and the name in "name"');
  return name === undefined ? parsed : withName(parsed.recipient.address, name);
}

/** Equal for two spellings of one mailbox: Exchange compares addresses without regard to case. */
export const addressKey = (address: string): string => address.toLowerCase();

export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);

function toRecipient(local: string, domain: string, name: string | undefined): ParsedRecipient {
  if (!isDotAtom(local))
    return refused(
      'has a quoted local part, which Exchange does not accept; use an address without quotes before the @',
    );
  const host = toHostName(domain);
  if (host === undefined) return refused('has no valid domain; write a host name with a dot, like example.org');
  const address = `${local}@${host}`;
  if (local.length > LONGEST_LOCAL_PART) return refused(`has more than ${LONGEST_LOCAL_PART} characters before the @`);
  if (address.length > LONGEST_ADDRESS) return refused(`is longer than ${LONGEST_ADDRESS} characters`);
  return name === undefined ? { ok: true, recipient: { address } } : withName(address, name);
}

function withName(address: string, name: string): ParsedRecipient {
  if (HIDDEN_CHARACTERS.test(name)) return refused('has a control or invisible character in its name; remove it');
  if (name.length > LONGEST_NAME) return refused(`has a name longer than ${LONGEST_NAME} characters`);
  return { ok: true, recipient: name === '' ? { address } : { address, name } };
}

const isDotAtom = (local: string): boolean => /^[^\s"(),:;<>@[\\\]]+$/u.test(local) && !/^\.|\.$|\.\./.test(local);

/** ASCII host name in lower case, or undefined. `domainToASCII` alone accepts IP addresses and names without a dot. */
function toHostName(domain: string): string | undefined {
  const ascii = domainToASCII(domain);
  const labels = ascii.split('.');
  const isLabel = (label: string): boolean => /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(label);
  const isTopLevel = (label: string): boolean => /^(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$/.test(label);
  return labels.length > 1 && labels.every(isLabel) && isTopLevel(labels.at(-1) ?? '') ? ascii : undefined;
}

const refused = (sentence: string): ParsedRecipient => ({ ok: false, sentence });
