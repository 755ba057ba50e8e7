/** Remembers what was drawn into an element, so that it is drawn anew only when that would be something else. */
const drawn = new WeakMap<HTMLElement, string>();

export function drawIfOther(
  target: HTMLElement,
  facts: unknown,
  content: () => readonly (HTMLElement | string)[],
): void {
  const text = JSON.stringify(facts);
  if (drawn.get(target) !== text) {
    drawn.set(target, text);
    target.replaceChildren(...content());
  }
}
