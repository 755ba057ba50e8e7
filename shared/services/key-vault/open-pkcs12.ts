/**
 * From PKCS #12, as Key Vault keeps certificates unless it is asked for PEM, to PEM text. Node's own OpenSSL opens such a file for a TLS
 * server, but hands neither key nor certificate out, and refuses the older ciphers (RC2, 3DES).
 */
import type { asn1 } from 'node-forge';

/** @returns undefined for what is none, or has a password */
export async function openPkcs12(base64: string): Promise<string | undefined> {
  const { pkcs12, asn1, pki } = await import('./pkcs12-sdk.ts');
  const toPem = (label: string, der: asn1.Asn1): string =>
    `-----BEGIN ${label}-----\n${Buffer.from(asn1.toDer(der).getBytes(), 'binary').toString('base64')}\n-----END ${label}-----\n`;
  try {
    const der = asn1.fromDer(Buffer.from(base64, 'base64').toString('binary'));
    // Key Vault makes them with the empty password.
    const bags = pkcs12.pkcs12FromAsn1(der, false, '').safeContents.flatMap(({ safeBags }) => safeBags);
    return bags
      .map(({ type, key, cert, asn1: other }) => {
        if (type === pki.oids.certBag) return toPem('CERTIFICATE', cert ? pki.certificateToAsn1(cert) : other);
        if (key) return toPem('RSA PRIVATE KEY', pki.privateKeyToAsn1(key));
        // A key that is not RSA is handed on as it is, so that it can be said what is wrong with it.
        return type === pki.oids.keyBag || type === pki.oids.pkcs8ShroudedKeyBag ? toPem('PRIVATE KEY', other) : '';
      })
      .join('');
  } catch {
    return undefined;
  }
}
