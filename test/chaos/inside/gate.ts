/**
 * Every handling passes the gate. While it is closed, those that run end, the others wait before their first step: so time can be
 * moved by minutes without moving it under a worker's hands, whose deadlines keep it from outliving them.
 */
import type { InHand, Order, Report } from '../channel.ts';
import { passCrashPoint, passedPoints, planCrashes, withInHand } from './crash-points.ts';
import { shiftClock } from './shift-clock.ts';

const waiting: (() => void)[] = [];
let isOpen = process.env.CHAOS_GATE !== 'closed';
let running = 0;

process.on('message', (order: Order) => obey(order));
process.channel?.unref();

/** Runs one handling, with a crash point at its beginning and one between its end and its settlement. */
export async function throughGate<Result>(what: InHand, work: () => Promise<Result>): Promise<Result> {
  await enter();
  try {
    return await withInHand(what, () => betweenCrashPoints(what, work));
  } finally {
    running -= 1;
    reportIfQuiet();
  }
}

async function betweenCrashPoints<Result>({ flow }: InHand, work: () => Promise<Result>): Promise<Result> {
  passCrashPoint(flow, 'before');
  const result = await work();
  passCrashPoint(flow, 'after');
  return result;
}

async function enter(): Promise<void> {
  while (!isOpen) await new Promise<void>((resolve) => waiting.push(resolve));
  running += 1;
}

function obey(order: Order): void {
  if (order.kind === 'clock') shiftClock(order.offsetMs);
  if (order.kind === 'crash') planCrashes(order.plans);
  if (order.kind === 'gate') turn(order.isOpen);
}

function turn(toOpen: boolean): void {
  isOpen = toOpen;
  if (isOpen) for (const resolve of waiting.splice(0)) resolve();
  reportIfQuiet();
}

function reportIfQuiet(): void {
  if (isOpen || running > 0) return;
  const report: Report = { kind: 'quiet', passed: passedPoints() };
  process.send?.(report);
}
