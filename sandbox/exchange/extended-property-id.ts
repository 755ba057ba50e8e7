/**
 * Ids of extended properties, written one way: Graph gives `Integer 0x0036` back as `Integer 0x36`, and GUIDs in lower case.
 * The name in `String {guid} Name X-Send-Id` keeps its case: it is compared with it.
 */

/** Returns undefined for what is no id of an extended property. */
export function normalizePropertyId(id: string): string | undefined {
  const tagged = /^(\w+) 0x0*([0-9a-f]{1,8})$/i.exec(id.trim());
  if (tagged !== null) return `${capitalize(tagged[1])} 0x${(tagged[2] ?? '').toLowerCase()}`;
  const named = /^(\w+) (\{[0-9a-f-]{36}\}) (Name|Id) (.+)$/i.exec(id.trim());
  if (named === null) return undefined;
  return `${capitalize(named[1])} ${(named[2] ?? '').toLowerCase()} ${capitalize(named[3])} ${named[4]}`;
}

function capitalize(word = ''): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
