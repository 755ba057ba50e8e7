/** A client assertion as it came: a JWT in three parts, whose claims nobody has verified yet. */
import * as z from 'zod';

const headerSchema = z.object({
  alg: z.string(),
  x5t: z.string().optional(),
  'x5t#S256': z.string().optional(),
});

const claimsSchema = z.object({
  iss: z.string().optional(),
  sub: z.string().optional(),
  aud: z.string().optional(),
  exp: z.number(),
  nbf: z.number().optional(),
  jti: z.string().optional(),
});

export interface Assertion {
  readonly header: Readonly<z.infer<typeof headerSchema>>;
  readonly claims: Readonly<z.infer<typeof claimsSchema>>;
  /** What the signature is over. */
  readonly signed: string;
  readonly signature: Buffer;
}

/** Undefined for what is no JWT, or one whose claims are of the wrong kind, such as an audience that is a list. */
export function readAssertion(jwt: string): Assertion | undefined {
  const [header = '', claims = '', signature = '', ...rest] = jwt.split('.');
  const parsedHeader = headerSchema.safeParse(decode(header));
  const parsedClaims = claimsSchema.safeParse(decode(claims));
  if (!parsedHeader.success || !parsedClaims.success || signature === '' || rest.length > 0) return undefined;
  return {
    header: parsedHeader.data,
    claims: parsedClaims.data,
    signed: `${header}.${claims}`,
    signature: Buffer.from(signature, 'base64url'),
  };
}

function decode(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString());
  } catch {
    return undefined;
  }
}
