/**
 * A stored message as JSON to read: attachments' bytes are shortened, because a line of four million characters helps nobody and stops the browser.
 * The full text is what is copied and saved.
 */
const longestValue = 2_000;

export function fullJson(value: unknown): string {
  return JSON.stringify(value, undefined, 2);
}

export function readableJson(value: unknown): string {
  return JSON.stringify(value, (key, item: unknown) => (key === 'contentBytes' ? shortened(item) : item), 2);
}

function shortened(item: unknown): unknown {
  if (typeof item !== 'string' || item.length <= longestValue) {
    return item;
  }
  return `${item.slice(0, 60)}… (${item.length.toLocaleString('en-US')} characters; Save has them all)`;
}

export interface JsonPart {
  readonly kind: 'name' | 'text' | 'word' | 'plain';
  readonly text: string;
}

/** Cuts JSON into parts to colour. Joined, they are the input again. */
export function jsonParts(json: string): readonly JsonPart[] {
  const parts: JsonPart[] = [];
  let end = 0;
  for (const match of json.matchAll(
    /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g,
  )) {
    if (match.index > end) {
      parts.push({ kind: 'plain', text: json.slice(end, match.index) });
    }
    const [whole, text, colon] = match;
    parts.push({ kind: text === undefined ? 'word' : colon === undefined ? 'text' : 'name', text: text ?? whole });
    if (colon !== undefined) {
      parts.push({ kind: 'plain', text: colon });
    }
    end = match.index + whole.length;
  }
  return [...parts, { kind: 'plain', text: json.slice(end) }];
}
