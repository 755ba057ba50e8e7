/** What the mailboxes say of a storm, and what the ledger does. */
import type { LedgerEntry } from '../../shared/delivery/ledger-entry.ts';
import { idOfSubject } from './produce.ts';
import type { Scene } from './scene.ts';

export interface Acceptance {
  readonly number: number;
  readonly acceptedAt: string;
  readonly tenant: string;
  readonly mailbox: string;
  readonly internetMessageId: string;
  readonly operation: string;
  readonly requestId: string;
}

export interface Evidence {
  /** Each time Exchange took responsibility for a message, by Message-ID. */
  readonly accepted: ReadonlyMap<string, readonly Acceptance[]>;
  /** Copies in Sent Items, by our message id. */
  readonly sentItems: ReadonlyMap<string, number>;
  /** Drafts that are left, of all mailboxes. */
  readonly drafts: number;
  /** By our message id. */
  readonly ledger: ReadonlyMap<string, LedgerEntry>;
}

const PAGE = 1_000;
const MOST = 100_000;

interface Summary {
  readonly subject: string;
}

/** What is asked of a scene. */
export type EvidenceScene = Pick<Scene, 'ledger' | 'tenants'> & { readonly sandbox: Pick<Scene['sandbox'], 'control'> };

export async function collectEvidence(scene: EvidenceScene): Promise<Evidence> {
  const { control } = scene.sandbox;
  const { accepted } = await control<{ accepted: readonly Acceptance[] }>(`accepted?top=${MOST}`);
  const mailboxes = scene.tenants.flatMap((tenant) => tenant.mailboxes);
  const sentItems = new Map<string, number>();
  let drafts = 0;
  for (const mailbox of mailboxes) {
    for (const { subject } of await listFolder(scene, mailbox, 'sentitems'))
      sentItems.set(idOfSubject(subject), (sentItems.get(idOfSubject(subject)) ?? 0) + 1);
    drafts += (await listFolder(scene, mailbox, 'drafts')).length;
  }
  const entries = await Promise.all(scene.tenants.map(({ key }) => scene.ledger.list(key, MOST)));
  return {
    accepted: Map.groupBy(accepted, ({ internetMessageId }) => internetMessageId),
    sentItems,
    drafts,
    ledger: new Map(
      entries
        .flat()
        .filter(isItsOwn)
        .map((entry) => [entry.id, entry]),
    ),
  };
}

/** Refused for the sake of another message with its id: that one's record is looked for. */
const isItsOwn = ({ failure }: LedgerEntry): boolean => failure?.code !== 'ERR_MESSAGE_CONFLICT';

async function listFolder({ sandbox }: EvidenceScene, mailbox: string, folder: string): Promise<readonly Summary[]> {
  const found: Summary[] = [];
  for (let skip = 0; ; skip += PAGE) {
    const query = `folder=${folder}&top=${PAGE}&skip=${skip}`;
    const { messages } = await sandbox.control<{ messages: readonly Summary[] }>(
      `mailboxes/${mailbox}/messages?${query}`,
    );
    found.push(...messages);
    if (messages.length < PAGE) return found;
  }
}
