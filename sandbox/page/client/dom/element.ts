/**
 * Makes an element with attributes and children. Text is always text: a subject such as `<img onerror=…>` stays a string of characters,
 * because nothing here parses HTML. An attribute that is `undefined` or `false` is left out.
 */
export type Child = Node | string | undefined;
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  setAttributes(made, attributes);
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

export function setAttributes(target: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    const text = value === true ? '' : String(value);
    if (value === undefined || value === false) {
      target.removeAttribute(name);
    } else if (target.getAttribute(name) !== text) {
      target.setAttribute(name, text);
    }
  }
}

/** A part of index.html that the page cannot do without. */
export function part(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) {
    throw new Error(
      `index.html has no element with id "${id}". The page and its script are of different versions: reload.`,
    );
  }
  return found;
}
