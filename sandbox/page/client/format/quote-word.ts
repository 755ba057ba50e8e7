/** One word of a command that is made to be pasted into a shell: what a shell would take for its own is quoted. */
export function quoteWord(word: string): string {
  return /^[\w.@:+=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
