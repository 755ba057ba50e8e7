/**
 * Time inside the product under test: the machine's, moved by the storm, and off by a skew of this process's own. Timers keep
 * the machine's pace. Imported before everything else.
 */
const machineNow = Date.now;
const skewMs = Number(process.env.CHAOS_CLOCK_SKEW_MS ?? 0);
let offsetMs = Number(process.env.CHAOS_CLOCK_OFFSET_MS ?? 0);

const now = (): number => machineNow() + offsetMs + skewMs;

const ShiftedDate: DateConstructor = new Proxy(Date, {
  construct: (target, values, newTarget) =>
    Reflect.construct(target, values.length === 0 ? [now()] : values, newTarget === ShiftedDate ? target : newTarget),
  apply: () => new Date(now()).toString(),
  get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
});

Date.prototype.constructor = ShiftedDate;
globalThis.Date = ShiftedDate;

export function shiftClock(milliseconds: number): void {
  offsetMs = milliseconds;
}
