/** How far away an instant is, in the unit that a person would use: `in 3 min`, `5 h ago`. Below a minute it is `now`: nobody watches seconds here. */
const steps = [
  { unit: 'days', milliseconds: 86_400_000, from: 2 },
  { unit: 'h', milliseconds: 3_600_000, from: 1 },
  { unit: 'min', milliseconds: 60_000, from: 1 },
] as const;

export function formatDistance(iso: string | undefined, now: Date): string {
  const distance = Date.parse(iso ?? '') - now.getTime();
  if (Number.isNaN(distance)) {
    return '';
  }
  const size = Math.abs(distance);
  const step = steps.find(({ milliseconds, from }) => size >= from * milliseconds);
  if (step === undefined) {
    return 'now';
  }
  const words = `${Math.floor(size / step.milliseconds)} ${step.unit}`;
  return distance > 0 ? `in ${words}` : `${words} ago`;
}
