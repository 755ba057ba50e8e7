/** Header text as RFC 2047 wants it: ASCII as it is, everything else in encoded words of UTF-8. */

/** 45 bytes a word so that each encoded word stays under 75 characters; a character is never cut in two. */
export function encodeWords(text: string): string {
  if (isPrintableAscii(text)) return text;
  const words: string[] = [''];
  for (const character of text) {
    const last = words.at(-1) ?? '';
    if (Buffer.byteLength(last + character) > 45) words.push(character);
    else words[words.length - 1] = last + character;
  }
  return words.map((word) => `=?utf-8?B?${Buffer.from(word).toString('base64')}?=`).join('\r\n ');
}

export function isPrintableAscii(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}

/** Keeps a value from starting a header of its own. */
export function withoutLineBreaks(text: string): string {
  return text.replaceAll(/[\r\n]+/g, ' ');
}
