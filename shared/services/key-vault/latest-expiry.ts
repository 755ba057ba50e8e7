/**
 * The latest expiry that can be written: the vault's SDK cuts seconds to 32 bits (`| 0`), and makes 1963 of 2099, which is then read as
 * expired. A warning in 2038 for a secret that lives longer harms nobody.
 */
const LATEST = new Date((2 ** 31 - 1) * 1000);

/** Absent where no expiry is known. */
export const toExpiresOn = (expiresAt: Date | undefined): { readonly expiresOn?: Date } =>
  expiresAt === undefined ? {} : { expiresOn: expiresAt < LATEST ? expiresAt : LATEST };
