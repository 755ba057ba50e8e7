/** Credentials as a table, worst first, and below it what to do about each kind of trouble in it. */
import { SEVERITIES, type Severity } from '../../shared/alert/alert.ts';
import type { Finding } from '../../shared/tenant/expiry/find-findings.ts';
import { type FindingCode, findingCodes } from '../../shared/tenant/expiry/finding-codes.ts';
import { countOf } from '../terminal/count-of.ts';
import { formatFields, formatTable } from '../terminal/format-table.ts';
import { formatDistance } from '../terminal/format-time.ts';
import type { Paint, Style } from '../terminal/terminal.ts';
import { ownerOf, type SecretView } from './secret-view.ts';

interface TableView {
  readonly paint: Paint;
  readonly now: Date;
  /** How many there are with those that are not shown. */
  readonly total: number;
  readonly within: number | undefined;
}

const STYLES: Readonly<Record<Severity, Style>> = { critical: 'red', error: 'red', warning: 'yellow', info: 'dim' };

export function formatSecrets(views: readonly SecretView[], view: TableView): string {
  const { paint, total, within } = view;
  if (total === 0) return 'There is no connection yet. Add one with `postbus tenants add <tenant>`.';
  if (views.length === 0)
    return paint('green', `Nothing expires within ${countOf(within ?? 0, 'day')}, and nothing is wrong.`);
  return [formatRows(views, view), '', formatCounts(views, view), ...formatRemedies(views, paint)].join('\n');
}

function formatRows(views: readonly SecretView[], { paint, now }: TableView): string {
  const titles = ['tenant', 'kind', 'expires', 'days left', 'last used', 'last rotated', 'who acts', 'what is wrong'];
  return formatTable(
    titles.map((title) => ({
      title: paint('dim', title),
      ...(title === 'days left' ? { align: 'right' as const } : {}),
    })),
    views.map((each) => [
      paint('bold', each.tenant),
      each.kind ?? '',
      formatEnd(each),
      formatDaysLeft(each, paint),
      each.lastUsedAt ? formatDistance(each.lastUsedAt, now) : '',
      each.rotatedAt ? formatDay(each.rotatedAt) : '',
      ownerOf(each) ?? '',
      each.findings.map((finding) => formatFinding(finding, paint)).join(', '),
    ]),
  );
}

function formatEnd({ kind, expiresAt }: SecretView): string {
  if (expiresAt) return formatDay(expiresAt);
  return kind === 'federated' ? 'never' : 'not known';
}

const formatDay = (date: Date): string => date.toISOString().slice(0, 10);

/** In the colour of the expiry, whatever else is wrong. */
function formatDaysLeft({ daysLeft, findings }: SecretView, paint: Paint): string {
  if (daysLeft === undefined) return '';
  const expiry = findings.find(({ level }) => level !== undefined);
  return expiry ? paint(STYLES[expiry.severity], String(daysLeft)) : String(daysLeft);
}

function formatFinding({ code, severity, provider }: Finding, paint: Paint): string {
  const answered = provider === undefined ? '' : paint('dim', ` [${provider}]`);
  return `${paint(STYLES[severity], findingCodes[code].words)}${answered}`;
}

function formatCounts(views: readonly SecretView[], { total, within, paint }: TableView): string {
  const counts = SEVERITIES.flatMap((severity) => {
    const count = views.filter(({ findings: [worst] }) => worst?.severity === severity).length;
    return count === 0 ? [] : [paint(STYLES[severity], `${count} ${severity}`)];
  });
  const shown =
    within === undefined ? countOf(total, 'connection') : `${views.length} of ${countOf(total, 'connection')}`;
  return `${shown}: ${counts.length === 0 ? paint('green', 'nothing to do') : counts.join(', ')}`;
}

/** Once a code, in the order of the table. */
function formatRemedies(views: readonly SecretView[], paint: Paint): readonly string[] {
  const codes = [...new Set(views.flatMap(({ findings }) => findings.map(({ code }) => code)))];
  return codes.map((code) => `\n${formatRemedy(code, paint)}`);
}

function formatRemedy(code: FindingCode, paint: Paint): string {
  const { severity, sentence, owner, remedy } = findingCodes[code];
  return [
    `${paint(STYLES[severity], code)}  ${sentence}`,
    formatFields([
      ['who acts', owner],
      ['what to do', remedy],
    ]),
  ].join('\n');
}
