/**
 * What Entra ID says of a credential: whether it gives a token for it, and until when the app registration knows it. Asked for a
 * credential that is new, again every 30 days, and daily while it refuses. An Entra ID that does not answer says nothing.
 */
import { isDeliveryError } from '../../delivery/delivery-error.ts';
import { DAY } from '../../duration.ts';
import type { AppRegistration, AppRegistrations, RegisteredCredential } from '../app-registrations.ts';
import type { Connection } from '../connection.ts';
import type { Credential, Credentials, Tokens } from '../credential.ts';
import { type CredentialFacts, expiryOf, type Obstacle } from './credential-facts.ts';
import type { CredentialRecord } from './credential-record.ts';
import type { Look } from './look-at-credential.ts';
import type { ListedSecret } from './vault-inventory.ts';

export interface AskPorts {
  readonly credentials: Pick<Credentials, 'readAgain' | 'readEarlier'>;
  readonly tokens: Pick<Tokens, 'acquire'>;
  readonly registrations: Pick<AppRegistrations, 'read'>;
  readonly now: () => Date;
}

export interface Answered {
  readonly facts: CredentialFacts;
  readonly askedAt?: Date;
}

interface Known {
  readonly listed: ListedSecret | undefined;
  readonly record: CredentialRecord | undefined;
}

const ASK_AGAIN_AFTER = 30 * DAY;

export async function askEntra(
  connection: Connection,
  look: Look,
  { listed, record }: Known,
  ports: AskPorts,
): Promise<Answered> {
  const isSame = record?.source === look.source;
  const before: Answered = { facts: look.facts, ...(isSame && record?.askedAt ? { askedAt: record.askedAt } : {}) };
  if (!isAskDue(before, ports.now())) return before;
  try {
    // Not `read`: where the newest version is refused, that answers the one before.
    const credential = look.credential ?? (await ports.credentials.readAgain(connection));
    const answer = await ask(connection, credential, ports);
    return { facts: withAnswer(look.facts, answer, { credential, listed }), askedAt: ports.now() };
  } catch {
    // Neither yes nor no: asked again tomorrow.
    return before;
  }
}

function isAskDue({ facts, askedAt }: Answered, now: Date): boolean {
  const expiresAt = expiryOf(facts);
  if (facts.problem || (expiresAt && expiresAt <= now)) return false;
  const isPending = facts.refusal !== undefined || facts.isEarlierUsed === true;
  return askedAt === undefined || isPending || now.getTime() - askedAt.getTime() >= ASK_AGAIN_AFTER;
}

type Answer =
  | { readonly kind: 'refused'; readonly refusal: Obstacle }
  | { readonly kind: 'earlier-used' }
  | { readonly kind: 'accepted'; readonly registration: AppRegistration | undefined };

async function ask(connection: Connection, credential: Credential, ports: AskPorts): Promise<Answer> {
  try {
    const token = await ports.tokens.acquire(connection, credential);
    return { kind: 'accepted', registration: await readRegistration(connection, token, ports) };
  } catch (error) {
    const refusal = toRefusal(error);
    if (refusal === undefined) throw error;
    const isEarlierUsed = refusal.code !== 'ERR_TOKEN_REFUSED' && (await acceptsEarlier(connection, credential, ports));
    return isEarlierUsed ? { kind: 'earlier-used' } : { kind: 'refused', refusal };
  }
}

/** Most apps may not, and a Graph that does not answer is no fault of the credential. */
async function readRegistration(
  connection: Connection,
  token: string,
  { registrations }: AskPorts,
): Promise<AppRegistration | undefined> {
  if (connection.credential !== 'client-secret') return undefined;
  try {
    return await registrations.read(connection, token);
  } catch {
    return undefined;
  }
}

async function acceptsEarlier(connection: Connection, refused: Credential, ports: AskPorts): Promise<boolean> {
  try {
    const earlier = await ports.credentials.readEarlier(connection, refused);
    if (earlier === undefined) return false;
    await ports.tokens.acquire(connection, earlier);
    return true;
  } catch {
    return false;
  }
}

const REFUSALS = ['ERR_CREDENTIAL_REFUSED', 'ERR_CREDENTIAL_EXPIRED', 'ERR_TOKEN_REFUSED'] as const;

function toRefusal(error: unknown): Obstacle | undefined {
  if (!isDeliveryError(error)) return undefined;
  const code = REFUSALS.find((each) => each === error.code);
  const { provider } = error.details;
  return code && { code, ...(provider === undefined ? {} : { provider }) };
}

function withAnswer(
  { refusal: _refusal, isEarlierUsed: _isEarlierUsed, ...facts }: CredentialFacts,
  answer: Answer,
  { credential, listed }: { readonly credential: Credential; readonly listed: ListedSecret | undefined },
): CredentialFacts {
  if (answer.kind === 'refused') return { ...facts, refusal: answer.refusal };
  if (answer.kind === 'earlier-used') return { ...facts, isEarlierUsed: true };
  const password = answer.registration && findPassword(answer.registration, credential, listed);
  return password ? { ...facts, registeredUntil: password.endsAt } : facts;
}

/**
 * The registration does not say which password has which value, only its first three characters. Where several begin alike, the vault's
 * own date decides; without one nobody knows, and a wrong guess is worse than none.
 */
function findPassword(
  { credentials }: AppRegistration,
  credential: Credential,
  listed: ListedSecret | undefined,
): RegisteredCredential | undefined {
  if (credential.kind !== 'client-secret') return undefined;
  const passwords = credentials.filter(({ kind }) => kind === 'client-secret');
  const named = passwords.find(({ keyId }) => keyId === listed?.keyId);
  if (named) return named;
  const alike = passwords.filter(({ hint }) => hint !== undefined && credential.secret.startsWith(hint));
  if (alike.length < 2) return alike[0];
  const stated = credential.expiresAt?.getTime();
  if (stated === undefined) return undefined;
  return alike.toSorted((a, b) => Math.abs(a.endsAt.getTime() - stated) - Math.abs(b.endsAt.getTime() - stated))[0];
}
