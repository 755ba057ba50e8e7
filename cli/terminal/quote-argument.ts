/** A word of a command that is printed to be copied: ids may hold any visible character, and a shell takes some for its own. */
export const quoteArgument = (word: string): string =>
  /^[\w.@:+=-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
