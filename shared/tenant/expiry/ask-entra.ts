/**
 * What Entra ID says of a credential: whether it gives a token for it, and until when the app registration knows it. Asked for a
 * credential that is new, again at least every 30 days, and daily while it refuses. An Entra ID that does not answer says nothing.
 */
import { isDeliveryError } from '../../delivery/delivery-error.ts';
import { shortHash } from '../../message/fingerprint.ts';
import type { AppRegistration, AppRegistrations, RegisteredCredential } from '../app-registrations.ts';
import type { Connection } from '../connection.ts';
import type { Credential, Credentials, Tokens } from '../credential.ts';
import { type CredentialFacts, expiryOf, type Obstacle } from './credential-facts.ts';
import type { CredentialRecord } from './credential-record.ts';
import { daysUntil } from './days-until.ts';
import type { EntraPatience } from './entra-patience.ts';
import type { Look } from './look-at-credential.ts';
import type { ListedSecret } from './vault-inventory.ts';

export interface AskPorts {
  readonly credentials: Pick<Credentials, 'readAgain' | 'readEarlier'>;
  readonly tokens: Pick<Tokens, 'acquire'>;
  readonly registrations: Pick<AppRegistrations, 'read'>;
  readonly patience: EntraPatience;
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

export async function askEntra(
  connection: Connection,
  look: Look,
  { listed, record }: Known,
  ports: AskPorts,
): Promise<Answered> {
  const isSame = record?.source === look.source;
  const before: Answered = { facts: look.facts, ...(isSame && record?.askedAt ? { askedAt: record.askedAt } : {}) };
  if (!isAskDue(connection, before, ports.now()) || !ports.patience.mayAsk()) return before;
  try {
    const answer = isBarred(look.facts, ports.now())
      ? await askOfEarlier(connection, ports)
      : await askOfNewest(connection, look.credential, ports);
    return { facts: withAnswer(look.facts, answer, listed), askedAt: ports.now() };
  } catch (error) {
    // Neither yes nor no: asked again tomorrow.
    if (isDeliveryError(error) && error.code === 'ERR_IDENTITY_UNAVAILABLE') ports.patience.noteSilence();
    return before;
  }
}

/** There is nothing that Entra ID could be asked of the newest one: it is no credential, or a certificate that knows its end. */
const isBarred = ({ kind, problem, statedUntil }: CredentialFacts, now: Date): boolean =>
  problem !== undefined || (kind === 'certificate' && statedUntil !== undefined && statedUntil <= now);

function isAskDue({ tenant }: Connection, { facts, askedAt }: Answered, now: Date): boolean {
  const { problem, refusal, isEarlierUsed } = facts;
  // Whatever else is wrong in the vault, mail does not go on with an earlier version then.
  if (problem && problem.code !== 'ERR_CREDENTIAL_UNUSABLE') return false;
  if (isBarred(facts, now) || isEarlierUsed) return true;
  const expiresAt = expiryOf(facts, now);
  const hasExpired = expiresAt !== undefined && expiresAt <= now;
  // What has expired may have done so by the vault's date alone: Entra ID is asked now and then.
  if (askedAt === undefined || (refusal && !hasExpired)) return true;
  return daysUntil(now, askedAt) >= askAgainAfter(tenant);
}

/** Days, 16 to 30: tenants that were asked about on one day are not all asked about on one day again. */
const askAgainAfter = (tenant: string): number => 16 + (Number.parseInt(shortHash(tenant).slice(0, 8), 16) % 15);

type Answer =
  /** Without a refusal: there was nothing that Entra ID could have been asked of. */
  | { readonly kind: 'refused'; readonly refusal?: Obstacle }
  | { readonly kind: 'earlier-used'; readonly earlier: Credential }
  | {
      readonly kind: 'accepted';
      readonly credential: Credential;
      readonly registration: AppRegistration | undefined;
    };

async function askOfNewest(connection: Connection, read: Credential | undefined, ports: AskPorts): Promise<Answer> {
  // Not `read` of the port: where the newest version is refused, that answers the one before.
  const credential = read ?? (await ports.credentials.readAgain(connection));
  try {
    const token = await ports.tokens.acquire(connection, credential);
    return { kind: 'accepted', credential, registration: await readRegistration(connection, token, ports) };
  } catch (error) {
    const refusal = toRefusal(error);
    if (refusal === undefined) throw error;
    const earlier =
      refusal.code === 'ERR_TOKEN_REFUSED' ? undefined : await findAccepted(connection, credential, ports);
    return earlier ? { kind: 'earlier-used', earlier } : { kind: 'refused', refusal };
  }
}

/** The newest one is barred: mail goes on with the one before, where Entra ID accepts it. */
async function askOfEarlier(connection: Connection, ports: AskPorts): Promise<Answer> {
  const earlier = await findAccepted(connection, undefined, ports);
  return earlier ? { kind: 'earlier-used', earlier } : { kind: 'refused' };
}

/** Most apps may not, and a Graph that does not answer is no fault of the credential. */
async function readRegistration(
  connection: Connection,
  token: string,
  { registrations, patience }: AskPorts,
): Promise<AppRegistration | undefined> {
  if (connection.credential !== 'client-secret' || !patience.mayAsk()) return undefined;
  try {
    return await registrations.read(connection, token);
  } catch {
    patience.noteSilence();
    return undefined;
  }
}

/** The version before, where Entra ID accepts it. Throws where a service does not answer: then nobody knows. */
async function findAccepted(
  connection: Connection,
  refused: Credential | undefined,
  { credentials, tokens }: AskPorts,
): Promise<Credential | undefined> {
  const earlier = await credentials.readEarlier(connection, refused);
  if (earlier === undefined) return undefined;
  try {
    await tokens.acquire(connection, earlier);
    return earlier;
  } catch (error) {
    if (toRefusal(error) === undefined) throw error;
    return undefined;
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
  { refusal: _refusal, isEarlierUsed: _isEarlierUsed, usedUntil: _usedUntil, ...facts }: CredentialFacts,
  answer: Answer,
  listed: ListedSecret | undefined,
): CredentialFacts {
  if (answer.kind === 'refused') return { ...facts, ...(answer.refusal ? { refusal: answer.refusal } : {}) };
  if (answer.kind === 'earlier-used') {
    const { expiresAt } = answer.earlier;
    return { ...facts, isEarlierUsed: true, ...(expiresAt ? { usedUntil: expiresAt } : {}) };
  }
  const password = answer.registration && findPassword(answer.registration, answer.credential, listed);
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
