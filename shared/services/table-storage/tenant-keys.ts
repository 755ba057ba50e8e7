/**
 * Row keys of what Postbus knows of its tenants, apart from their messages. All of it lies in one partition, so that whoever lists it
 * (the daily check, a renewal, an operator) reads these rows and no message: those are millions where these are thousands.
 *
 * A partition is made for 2,000 operations a second. The flow needs one for each tenant an instance has mail of, once a minute (the
 * connection), and one for each token, about once an hour (its use): a hundred instances with a thousand tenants each still keep to it.
 */
import { decodeKey, encodeKey } from './keys.ts';

/** Underscore: no tenant key can be that. */
export const TENANTS_PARTITION = '_tenants';

export const CONNECTION_PREFIX = 'connection:';
export const CREDENTIAL_PREFIX = 'credential:';
export const ROTATION_PREFIX = 'rotation:';
export const USE_PREFIX = 'use:';

export const connectionKey = (tenant: string): string => `${CONNECTION_PREFIX}${encodeKey(tenant)}`;
/** What the daily check remembers. */
export const credentialKey = (tenant: string): string => `${CREDENTIAL_PREFIX}${encodeKey(tenant)}`;
/** The last renewal of the client secret. */
export const rotationKey = (tenant: string): string => `${ROTATION_PREFIX}${encodeKey(tenant)}`;
/** When a token was last got with a credential. */
export const useKey = (tenant: string, fingerprint: string): string => `${usePrefix(tenant)}${encodeKey(fingerprint)}`;
/** With the colon behind it: `a` is not the beginning of `ab`. */
export const usePrefix = (tenant: string): string => `${USE_PREFIX}${encodeKey(tenant)}:`;

/** Whose row it is, and of a use the fingerprint. */
export function fromTenantRowKey(rowKey: string): { readonly tenant: string; readonly fingerprint: string } {
  const [, tenant = '', fingerprint = ''] = rowKey.split(':');
  return { tenant: decodeKey(tenant), fingerprint: decodeKey(fingerprint) };
}
