/** What we use of node-forge, apart so that it is loaded for the first PKCS #12 certificate only, and bundled without the rest of it. */
export { default as asn1 } from 'node-forge/lib/asn1.js';
export { default as pkcs12 } from 'node-forge/lib/pkcs12.js';
export { default as pki } from 'node-forge/lib/x509.js';
