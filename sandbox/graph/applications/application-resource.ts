/**
 * An app registration as Graph shows it.
 * Promises: the value of a password is never in it, and the bytes of a certificate only where `keyCredentials` was selected of one
 * registration, as Graph documents.
 */
import { X509Certificate } from 'node:crypto';
import type { App, AppCertificate, AppSecret } from '../../directory/tenant.ts';
import { badRequest } from '../graph-error.ts';

export interface ResourceShape {
  readonly select: readonly string[] | undefined;
  readonly showsKeys: boolean;
}

export function toApplicationResource(app: App, { select, showsKeys }: ResourceShape): Record<string, unknown> {
  const resource: Record<string, unknown> = {
    id: app.registrationId,
    appId: app.clientId,
    displayName: app.displayName,
    signInAudience: app.credential === 'federated' ? 'AzureADMultipleOrgs' : 'AzureADMyOrg',
    keyCredentials: app.certificates
      .filter(({ isRegistered }) => isRegistered)
      .map((certificate) => toKeyCredential(certificate, showsKeys)),
    passwordCredentials: app.secrets.map(toPasswordCredential),
  };
  if (select === undefined) return resource;
  const unknown = select.find((name) => !(name in resource));
  if (unknown !== undefined)
    throw badRequest(`Could not find a property named '${unknown}' on type 'microsoft.graph.application'.`);
  return Object.fromEntries(select.map((name) => [name, resource[name]]));
}

/** Without its value. */
export function toPasswordCredential({ keyId, displayName, value, startsAt, expiresAt }: AppSecret) {
  return {
    customKeyIdentifier: null,
    displayName,
    endDateTime: new Date(expiresAt).toISOString(),
    hint: value.slice(0, 3),
    keyId,
    secretText: null,
    startDateTime: new Date(startsAt).toISOString(),
  };
}

function toKeyCredential({ certificate, displayName, keyId }: AppCertificate, showsKeys: boolean) {
  const { fingerprint, raw, validFromDate, validToDate } = new X509Certificate(certificate);
  return {
    // The SHA-1 thumbprint in hexadecimal, as the portal and the command line register certificates.
    customKeyIdentifier: fingerprint.replaceAll(':', ''),
    displayName,
    endDateTime: validToDate.toISOString(),
    key: showsKeys ? raw.toString('base64') : null,
    keyId,
    startDateTime: validFromDate.toISOString(),
    type: 'AsymmetricX509Cert',
    usage: 'Verify',
  };
}
