/** The table's rows: of each credential what is known of it, and, where something is wrong, what and the command that acts. */
import type { CredentialEntry, CredentialFinding } from '../control/credential-types.ts';
import { commandLine } from '../dom/command-line.ts';
import { drawIfOther } from '../dom/draw-if-other.ts';
import { element } from '../dom/element.ts';
import type { RowMaker } from '../dom/reconcile.ts';
import {
  type CredentialFacts,
  columnNames,
  credentialCommand,
  credentialFacts,
  daysColumn,
  toneOf,
} from './credential-facts.ts';

export interface CredentialRow {
  readonly kind: 'facts' | 'findings';
  readonly entry: CredentialEntry;
}

export function toRows(credentials: readonly CredentialEntry[]): readonly CredentialRow[] {
  return credentials.flatMap((entry): readonly CredentialRow[] => [
    { kind: 'facts', entry },
    ...(entry.findings.length === 0 ? [] : [{ kind: 'findings', entry } as const]),
  ]);
}

export function credentialRows(now: Date): RowMaker<CredentialRow> {
  return {
    // With the command: another one is another button.
    keyOf: ({ kind, entry }) => [kind, entry.tenant, kind === 'findings' ? credentialCommand(entry) : ''].join(' '),
    create: (row) => (row.kind === 'facts' ? element('tr', { class: 'credential' }) : findingsRow(row.entry)),
    update: (target, { kind, entry }) => {
      if (kind === 'facts') {
        const facts = credentialFacts(entry, now);
        drawIfOther(target, facts, () => cells(facts));
        return;
      }
      const list = target.querySelector<HTMLElement>('.findings');
      if (list !== null) {
        drawIfOther(list, entry.findings, () => entry.findings.map(findingItem));
      }
    },
  };
}

function cells({ tenant, secretName, urgency, facts }: CredentialFacts): readonly HTMLElement[] {
  const name = element('span', { class: 'credential-tenant' }, tenant);
  const place = element('span', { class: 'quiet-line' }, secretName);
  const badge = urgency && element('span', { class: `badge ${urgency.tone}` }, urgency.text);
  return [
    element('th', { scope: 'row', class: 'credential-name' }, name, ' ', secretName === '' ? undefined : place),
    ...facts.map(({ name: column, value, detail }) => {
      const label = element('span', { class: 'cell-label', 'aria-hidden': 'true' }, column);
      const shown = element('span', { title: detail || undefined }, value);
      return element('td', {}, label, shown, ...(column === daysColumn && badge ? [' ', badge] : []));
    }),
  ];
}

/** The command stays the same element: it may have the reader's focus. */
function findingsRow(entry: CredentialEntry): HTMLElement {
  const command = credentialCommand(entry);
  const list = element('ul', { class: 'findings' });
  const content = element('div', { class: 'credential-todo' }, list, command && commandLine(command));
  return element('tr', { class: 'credential-findings' }, element('td', { colspan: columnNames.length }, content));
}

function findingItem(finding: CredentialFinding): HTMLElement {
  const { code, sentence, provider } = finding;
  const answer = provider === undefined ? undefined : element('span', { class: 'quiet-line' }, ` ${provider}`);
  return element('li', { class: toneOf(finding) }, element('code', {}, code), ' ', sentence, answer);
}
