/** Our own Message-ID: the key by which a doubtful send is looked up and a bounce is matched. */
import { domainOf } from '../message/address.ts';
import { shortHash } from '../message/fingerprint.ts';

/** `<hash of tenant and id@sender's domain>`: the same for every attempt at a message, another for every message. */
export const internetMessageIdOf = (tenant: string, id: string, sender: string): string =>
  `<${shortHash(tenant, id)}@${domainOf(sender)}>`;
