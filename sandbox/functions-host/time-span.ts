/** .NET time spans as host.json writes them ("00:05:00", "1.00:00:00", "00:00:00.5"), in milliseconds. */
const form = /^(?<sign>-)?(?:(?<days>\d+)\.)?(?<hours>\d{1,2}):(?<minutes>\d{1,2})(?::(?<seconds>\d{1,2}(?:\.\d+)?))?$/;

/** Undefined when the text is no time span; Infinity for the ways host.json says "no limit". */
export function parseTimeSpan(text: string): number | undefined {
  if (text === '-1') return Number.POSITIVE_INFINITY;
  const parts = form.exec(text)?.groups;
  if (parts === undefined) return undefined;
  // Negative spans mean "infinite" to .NET's timers: "-00:00:00.0010000" is what the documents tell people to write.
  if (parts.sign === '-') return Number.POSITIVE_INFINITY;
  const hours = Number(parts.days ?? 0) * 24 + Number(parts.hours);
  return Math.round(((hours * 60 + Number(parts.minutes)) * 60 + Number(parts.seconds ?? 0)) * 1_000);
}
