/** The queue's counts in the top bar, so that a message that is not in any folder yet is not simply nowhere. */
import type { QueueCounts } from '../control/control-types.ts';
import { element } from '../dom/element.ts';
import { formatCount } from '../format/format-size.ts';
import type { PageStore } from '../state/page-state.ts';

export function mountQueueStrip(strip: HTMLElement, store: PageStore): void {
  store.subscribe(['queues'], ({ queues }) => {
    strip.replaceChildren(...Object.entries(queues ?? {}).map(([name, counts]) => queueItem(name, counts)));
  });
}

function queueItem(name: string, { active = 0, scheduled = 0, locked = 0, deadLetter = 0 }: QueueCounts): HTMLElement {
  return element(
    'dl',
    { class: 'queue', 'aria-label': `Queue ${name}` },
    element('dt', { class: 'queue-name' }, name),
    // Azure counts a locked message as an active one.
    ...figure('waiting', Math.max(active - locked, 0)),
    ...figure('in work', locked),
    ...figure('scheduled', scheduled),
    ...figure('dead-lettered', deadLetter, deadLetter > 0 ? 'problem' : ''),
  );
}

function figure(label: string, count: number, tone = ''): readonly HTMLElement[] {
  const kind = count === 0 ? 'zero' : '';
  return [
    element(
      'div',
      { class: `figure ${tone} ${kind}` },
      element('dd', {}, formatCount(count)),
      element('dt', {}, label),
    ),
  ];
}
