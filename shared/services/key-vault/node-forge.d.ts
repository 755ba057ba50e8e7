/** The parts of node-forge that are imported by themselves; @types/node-forge knows only the whole. */
declare module 'node-forge/lib/asn1.js' {
  import type { asn1 } from 'node-forge';

  const part: typeof asn1;
  export = part;
}
declare module 'node-forge/lib/pkcs12.js' {
  import type { pkcs12 } from 'node-forge';

  const part: typeof pkcs12;
  export = part;
}
declare module 'node-forge/lib/x509.js' {
  import type { pki } from 'node-forge';

  const part: typeof pki;
  export = part;
}
