/**
 * Tabs as the ARIA practices give them: one tab stop, arrow keys move and select, the panel is named by its tab. The panel is filled when its tab
 * is selected, so a message costs only what is looked at.
 */
import { element, setAttributes } from '../dom/element.ts';

export interface Tab {
  readonly name: string;
  readonly label: string;
  readonly content: () => readonly HTMLElement[];
}

export interface TabBar {
  readonly root: HTMLElement;
  focus(): void;
}

export function tabBar(tabs: readonly Tab[], initial: string, selected: (name: string) => void): TabBar {
  const parts = buildParts(tabs);
  let current = Math.max(
    tabs.findIndex((tab) => tab.name === initial),
    0,
  );
  const choose = (index: number): void => {
    current = (index + tabs.length) % tabs.length;
    showTab(parts, tabs, current);
    parts.buttons[current]?.focus();
    selected(tabs[current]?.name ?? initial);
  };

  for (const [index, button] of parts.buttons.entries()) {
    button.addEventListener('click', () => choose(index));
  }
  parts.list.addEventListener('keydown', (event) => {
    const target = targetIndex(event.key, current, tabs.length);
    if (target !== undefined) {
      event.preventDefault();
      choose(target);
    }
  });
  showTab(parts, tabs, current);
  const root = element('div', { class: 'tab-area' }, parts.list, parts.panel);
  return { root, focus: () => parts.buttons[current]?.focus() };
}

interface TabParts {
  readonly buttons: readonly HTMLButtonElement[];
  readonly list: HTMLElement;
  readonly panel: HTMLElement;
}

function buildParts(tabs: readonly Tab[]): TabParts {
  const buttons = tabs.map(({ name, label }) =>
    element(
      'button',
      { type: 'button', role: 'tab', id: `tab-${name}`, 'aria-controls': 'tab-panel', class: 'tab' },
      label,
    ),
  );
  const list = element('div', { role: 'tablist', class: 'tabs', 'aria-label': 'Views of the message' }, ...buttons);
  const panel = element('div', { role: 'tabpanel', id: 'tab-panel', class: 'tab-panel' });
  return { buttons, list, panel };
}

function showTab({ buttons, panel }: TabParts, tabs: readonly Tab[], current: number): void {
  for (const [index, button] of buttons.entries()) {
    setAttributes(button, { 'aria-selected': String(index === current), tabindex: index === current ? 0 : -1 });
  }
  const tab = tabs[current];
  setAttributes(panel, { 'aria-labelledby': tab === undefined ? undefined : `tab-${tab.name}` });
  panel.replaceChildren(...(tab?.content() ?? []));
}

function targetIndex(key: string, current: number, length: number): number | undefined {
  const targets: Readonly<Record<string, number>> = {
    ArrowRight: current + 1,
    ArrowLeft: current - 1,
    Home: 0,
    End: length - 1,
  };
  return targets[key];
}
