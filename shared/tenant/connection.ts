/** Our record of a tenant: which directory, which client, where its credential is, from which mailboxes it may send, and how. */
import * as z from 'zod';
import { addressKey, parseRecipient } from '../message/address.ts';
import { tenantKey } from '../message/message-schema.ts';

/** National clouds: tokens of one are worth nothing in another. */
export const CLOUDS = ['global', 'us-government', 'us-government-dod', 'china'] as const;
export type Cloud = (typeof CLOUDS)[number];

/** `draft`: create, then send: needs Mail.ReadWrite and Mail.Send. `direct`: one sendMail: needs Mail.Send only. */
export const PLANS = ['draft', 'direct'] as const;
export type Plan = (typeof PLANS)[number];

/**
 * How the connection proves who it is. `client-secret` and `certificate` lie in Key Vault; `federated` needs nothing there: the app's
 * managed identity vouches for a multi-tenant app of our own (docs/credentials.md says which fits where).
 */
export const CREDENTIAL_KINDS = ['client-secret', 'certificate', 'federated'] as const;
export type CredentialKind = (typeof CREDENTIAL_KINDS)[number];

/** What to do with an unconfirmed attempt that nobody can look up: leave it to a person, or risk a second mail. */
const UNCONFIRMED_POLICIES = ['park', 'resend'] as const;

const address = z.string().transform((value, context): string => {
  const parsed = parseRecipient(value);
  if (parsed.ok) return parsed.recipient.address;
  context.addIssue({ code: 'custom', message: parsed.sentence });
  return z.NEVER;
});

const guid = (what: string) =>
  z.guid({ error: `must be the ${what}, a GUID like 11111111-2222-3333-4444-555555555555` });

const connectionFields = z.strictObject({
  tenant: tenantKey,
  tenantId: guid('directory (tenant) id'),
  clientId: guid('application (client) id'),
  cloud: z.enum(CLOUDS).default('global'),
  credential: z.enum(CREDENTIAL_KINDS).default('client-secret'),
  /** Name of the client secret, or of the certificate, in Key Vault; its value is nowhere else. A federated connection has none. */
  secretName: z
    .string()
    .regex(/^[0-9a-zA-Z-]{1,127}$/, { error: 'must be a Key Vault secret name: 1 to 127 letters, digits and hyphens' })
    .optional(),
  /** Permitted senders; the first one is the default. */
  mailboxes: z.array(address).min(1, { error: 'must name at least one mailbox' }).max(500),
  plan: z.enum(PLANS).default('draft'),
  /** May Postbus read the mailbox (Mail.ReadWrite), so that it can look up an unconfirmed attempt? */
  mayLook: z.boolean().default(true),
  unconfirmed: z.enum(UNCONFIRMED_POLICIES).default('park'),
  /** How long Exchange may take to show a message in the mailbox, before a look without a trace counts. */
  settleSeconds: z.int().min(30).max(3600).default(120),
  /** Looks without a trace, before an attempt counts as never made. */
  looks: z.int().min(1).max(10).default(2),
  /** When the tenant's administrator was last asked for a grant: a client or mailbox came new. A grant takes up to two hours. */
  grantedAt: z.coerce.date().optional(),
  /** May Postbus renew the client secret itself, before it expires? */
  autoRotate: z.boolean().default(false),
  /** When another credential became current: whoever has one from before reads it anew. */
  rotatedAt: z.coerce.date().optional(),
});

export const connectionSchema = connectionFields.superRefine(({ credential, secretName, autoRotate }, context) => {
  const refuse = (property: 'secretName' | 'autoRotate', message: string) =>
    context.addIssue({ code: 'custom', path: [property], message });
  if (credential === 'federated' && secretName !== undefined)
    refuse('secretName', 'must be left out: a federated connection keeps nothing in Key Vault');
  if (credential !== 'federated' && secretName === undefined)
    refuse('secretName', 'must name where in Key Vault the credential is');
  if (credential !== 'client-secret' && autoRotate)
    refuse(
      'autoRotate',
      'is for client secrets: Key Vault renews certificates itself, and a federated connection has nothing to renew',
    );
});

export type Connection = Readonly<z.output<typeof connectionSchema>>;
export type ConnectionInput = z.input<typeof connectionSchema>;

/**
 * Where connections are kept. `find` may answer from a cache of up to a minute; `read` and the others go to the store.
 * A connection that is not there is `undefined`, never an error. Throws DeliveryError ERR_LEDGER_UNAVAILABLE.
 */
export interface Connections {
  find(tenant: string): Promise<Connection | undefined>;
  read(tenant: string): Promise<Connection | undefined>;
  /** @param onUnreadable hears of rows that cannot be read, which are then left out; without it the first one is thrown */
  list(onUnreadable?: (tenant: string, error: unknown) => void): Promise<readonly Connection[]>;
  /** Adds or replaces. */
  save(connection: Connection): Promise<void>;
  /** Sets `rotatedAt` and nothing else, so that what somebody changes at the same time stays. False where there is no connection. */
  markRotated(tenant: string, at: Date): Promise<boolean>;
  /** With everything else that is known of the tenant, but its messages and holds. False where there was no connection. */
  remove(tenant: string): Promise<boolean>;
}

/** The mailbox a message is sent from, or undefined where the connection does not permit the wanted sender. */
export function permittedMailbox(connection: Connection, from: string | undefined): string | undefined {
  if (from === undefined) return connection.mailboxes[0];
  return connection.mailboxes.find((mailbox) => addressKey(mailbox) === addressKey(from));
}
