/** A release for people: what it would do, and what it did. */
import { countOf } from '../terminal/count-of.ts';
import type { Paint } from '../terminal/terminal.ts';
import { formatHoldLine, nameScope } from './format-hold.ts';
import type { Release } from './read-release.ts';

interface ViewOptions {
  readonly paint: Paint;
  readonly now: Date;
  readonly commandName: string;
}

export function formatRelease(release: Release, { paint, now, commandName }: ViewOptions): string {
  const { scope, stored, messages } = release;
  const count = countOf(messages.length, 'message');
  const head = stored
    ? [
        `${paint('bold', 'dry run')}: ${nameScope(scope)} would be released, ${count} put back on the queue`,
        `  ${formatHoldLine(stored.hold, now)}`,
      ]
    : [
        `${paint('bold', 'dry run')}: nothing of ${nameScope(scope)} is held any more; ${count} left behind would be put back on the queue`,
      ];
  return [
    ...head,
    ...warnings(release, paint),
    'To do it:',
    `  ${paint('cyan', `${commandName} release ${nameScope(scope)} --yes`)}`,
  ].join('\n');
}

export function formatReleased(release: Release, released: number, { paint, commandName }: ViewOptions): string {
  const { scope, stored } = release;
  const count = `${countOf(released, 'message')} back on the queue`;
  return [
    stored
      ? `${paint('green', 'released')} ${paint('bold', nameScope(scope))}, ${count}`
      : `${count}; nothing of ${nameScope(scope)} was held any more`,
    ...warnings(release, paint),
    'Follow:',
    `  ${paint('cyan', `${commandName} status ${scope.tenant}`)}`,
  ].join('\n');
}

function warnings({ stored, heldElsewhere }: Release, paint: Paint): readonly string[] {
  const isAutomatic = stored !== undefined && stored.hold.code !== 'ERR_HELD_BY_OPERATOR';
  return [
    ...(isAutomatic
      ? [paint('yellow', `If the cause (${stored.hold.code}) is still there, it is held again with the first message.`)]
      : []),
    ...(heldElsewhere > 0
      ? [
          paint(
            'yellow',
            `${countOf(heldElsewhere, 'message')} kept by another hold as well, to be parked again: \`postbus holds\``,
          ),
        ]
      : []),
  ];
}
