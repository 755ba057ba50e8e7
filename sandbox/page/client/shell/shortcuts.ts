/** The keys that work anywhere on the page. They stay out of the way of typing, of an open dialog, and of the browser's own combinations. */
export interface ShortcutActions {
  readonly next: () => void;
  readonly previous: () => void;
  readonly filter: () => void;
  readonly parked: () => void;
  readonly credentials: () => void;
  readonly help: () => void;
  readonly leaveMessage: () => void;
}

export function listenForShortcuts(actions: ShortcutActions): void {
  const byKey: Readonly<Record<string, () => void>> = {
    j: actions.next,
    k: actions.previous,
    '/': actions.filter,
    p: actions.parked,
    c: actions.credentials,
    '?': actions.help,
    Escape: actions.leaveMessage,
  };
  document.addEventListener('keydown', (event) => {
    const action = isOurs(event) ? byKey[event.key] : undefined;
    if (action !== undefined) {
      event.preventDefault();
      action();
    }
  });
}

function isOurs(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) {
    return false;
  }
  const target = event.target;
  return !(target instanceof Element && target.closest('input, textarea, select, dialog') !== null);
}
