/** A size in the unit that a person would use: 1 KB is 1,024 bytes, as Outlook counts. */
const units = ['KB', 'MB', 'GB'] as const;

export function formatSize(bytes: number): string {
  if (bytes < 1024) {
    return `${bytes} B`;
  }
  const exponent = Math.min(Math.floor(Math.log2(bytes) / 10), units.length);
  const value = bytes / 1024 ** exponent;
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[exponent - 1]}`;
}

export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}
