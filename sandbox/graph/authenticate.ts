/** Who calls Graph: the token's tenant and app, or Graph's refusal. */
import type { Directory } from '../directory/directory.ts';
import type { App, Tenant } from '../directory/tenant.ts';
import type { TokenIssuer } from '../entra/token-issuer.ts';
import { GraphError } from './graph-error.ts';

export interface Caller {
  readonly tenant: Tenant;
  readonly app: App;
  readonly roles: readonly string[];
}

const sentences = {
  malformed: 'CompactToken parsing failed with error code: 80049217',
  signature: 'Access token validation failure. Signature is invalid.',
  audience: 'Access token validation failure. Invalid audience.',
  expired: 'Lifetime validation failed, the token is expired.',
  revoked:
    'Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp',
} as const;

export function authenticate(
  authorization: string | undefined,
  { issuer, directory }: { issuer: TokenIssuer; directory: Directory },
): Caller {
  const token = /^Bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) throw invalidToken('Access token is empty.');
  const verified = issuer.verify(token, 'https://graph.microsoft.com');
  if (verified.kind === 'refused') throw invalidToken(sentences[verified.reason]);
  const { tid, appid, roles = [] } = verified.claims;
  const tenant = directory.byIdOrDomain(tid);
  const app = directory.app(tid, appid);
  if (tenant === undefined || app === undefined) throw invalidToken('Access token validation failure. Invalid app.');
  return { tenant, app, roles };
}

function invalidToken(message: string): GraphError {
  return new GraphError(401, 'InvalidAuthenticationToken', message, {
    'www-authenticate': `Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000"`,
  });
}
