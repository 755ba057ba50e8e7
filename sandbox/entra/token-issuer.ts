/**
 * Issues access tokens and checks them, for every fake that takes one.
 * Promises: a token is a signed JWT with Entra's claims; its key lives as long as the process, so a restart makes every
 * token invalid, as a signing-key rollover would; revocation works at once and never catches a later token.
 * Fails never: verify() answers with the reason.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import type { Clock } from '../clock.ts';

export interface TokenRequest {
  readonly audience: string;
  readonly tenantId: string;
  readonly appId: string;
  readonly objectId: string;
  readonly displayName: string;
  readonly roles: readonly string[];
  readonly lifetimeSeconds: number;
  /** Absent: the issuer of version 1 tokens. */
  readonly issuer?: string | undefined;
  /** Whether the app showed a signed assertion instead of a secret. */
  readonly isByAssertion?: boolean | undefined;
}

const claimsSchema = z.object({
  aud: z.string(),
  tid: z.string(),
  appid: z.string(),
  oid: z.string(),
  exp: z.number(),
  uti: z.string(),
  roles: z.array(z.string()).optional(),
});

export type TokenClaims = Readonly<z.infer<typeof claimsSchema>>;

export type Verified =
  | { readonly kind: 'valid'; readonly claims: TokenClaims }
  | { readonly kind: 'refused'; readonly reason: 'malformed' | 'signature' | 'audience' | 'expired' | 'revoked' };

export interface TokenIssuer {
  issue(request: TokenRequest): string;
  verify(token: string, audience: string): Verified;
  /** Makes every token of the tenant that was issued until now worthless. */
  revoke(tenantId: string): void;
}

// One Graph client presents the same token thousands of times: the signature is checked once.
const rememberedTokens = 1_000;

export function createTokenIssuer(clock: Clock): TokenIssuer {
  const key = randomBytes(32);
  const verified = new Map<string, TokenClaims>();
  const revokedUpTo = new Map<string, number>();
  let lastNumber = 0;

  const remember = (token: string): TokenClaims | undefined => {
    const known = verified.get(token);
    if (known !== undefined) return known;
    const claims = readSigned(token, key);
    if (claims === undefined) return undefined;
    if (verified.size >= rememberedTokens) verified.clear();
    verified.set(token, claims);
    return claims;
  };

  return {
    issue: (request) => {
      lastNumber += 1;
      return sign(toClaims(request, { issuedAt: Math.floor(clock.now() / 1000), number: lastNumber }), key);
    },
    verify: (token, audience) => {
      if (token.split('.').length !== 3) return { kind: 'refused', reason: 'malformed' };
      const claims = remember(token);
      if (claims === undefined) return { kind: 'refused', reason: 'signature' };
      if (withoutSlash(claims.aud) !== withoutSlash(audience)) return { kind: 'refused', reason: 'audience' };
      if (claims.exp * 1000 <= clock.now()) return { kind: 'refused', reason: 'expired' };
      if (numberOf(claims.uti) <= (revokedUpTo.get(claims.tid) ?? 0)) return { kind: 'refused', reason: 'revoked' };
      return { kind: 'valid', claims };
    },
    revoke: (tenantId) => {
      revokedUpTo.set(tenantId, lastNumber);
    },
  };
}

function toClaims(request: TokenRequest, { issuedAt, number }: { issuedAt: number; number: number }): object {
  return {
    aud: request.audience,
    iss: request.issuer ?? `https://sts.windows.net/${request.tenantId}/`,
    iat: issuedAt,
    nbf: issuedAt,
    exp: issuedAt + request.lifetimeSeconds,
    app_displayname: request.displayName,
    appid: request.appId,
    appidacr: request.isByAssertion ? '2' : '1',
    idp: `https://sts.windows.net/${request.tenantId}/`,
    oid: request.objectId,
    sub: request.objectId,
    tid: request.tenantId,
    // A grant that only Exchange knows is not here, so the claim is absent, not empty.
    ...(request.roles.length === 0 ? {} : { roles: request.roles }),
    uti: toUti(number),
    ver: '1.0',
  };
}

// The token's number leads its unique id, which is how revocation tells earlier tokens from later ones.
function toUti(number: number): string {
  const bytes = randomBytes(16);
  bytes.writeUInt32BE(number, 0);
  return bytes.toString('base64url');
}

function numberOf(uti: string): number {
  return Buffer.from(uti, 'base64url').readUInt32BE(0);
}

function sign(claims: object, key: Buffer): string {
  const unsigned = `${encode({ typ: 'JWT', alg: 'HS256', kid: 'postbus-sandbox' })}.${encode(claims)}`;
  return `${unsigned}.${signatureOf(unsigned, key).toString('base64url')}`;
}

function readSigned(token: string, key: Buffer): TokenClaims | undefined {
  const end = token.lastIndexOf('.');
  const expected = signatureOf(token.slice(0, end), key);
  const given = Buffer.from(token.slice(end + 1), 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  return claimsSchema.parse(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()));
}

function signatureOf(text: string, key: Buffer): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function withoutSlash(url: string): string {
  return url.endsWith('/') ? url.slice(0, -1) : url;
}
