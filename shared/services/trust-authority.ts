/** Trusts a further certificate authority for every connection this process makes from now on. */
import tls from 'node:tls';

export function trustAuthority(pem: string | undefined): void {
  if (pem !== undefined) tls.setDefaultCACertificates([...tls.getCACertificates('default'), pem]);
}
