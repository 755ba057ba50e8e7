/** What a fault does to one call over HTTP: nothing (perhaps late), another answer, or no answer. */
import { setTimeout as wait } from 'node:timers/promises';
import { type Answer, emptyAnswer } from './answer.ts';
import type { FaultEffect } from './fault-rule.ts';

export type Spoilt =
  | { readonly kind: 'untouched' }
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'reset' }
  | { readonly kind: 'hang' };

export const untouched: Spoilt = { kind: 'untouched' };

/** A service's own refusal by its code. Rules are checked when they are written, so the code is one it knows. */
export type Refuse = (code: string) => Answer;

/** Resolves after the delay, where the effect is one. */
export async function spoil(effect: FaultEffect | undefined, refuse: Refuse = () => emptyAnswer(500)): Promise<Spoilt> {
  if (effect === undefined) return untouched;
  switch (effect.kind) {
    case 'respond':
      return { kind: 'answered', answer: toAnswer(effect) };
    case 'refuse':
      return { kind: 'answered', answer: refuse(effect.code) };
    case 'delay':
      // A sandbox that stops does not wait for it.
      await wait(effect.milliseconds, undefined, { ref: false });
      return untouched;
    case 'reset':
    case 'hang':
      return { kind: effect.kind };
  }
}

function toAnswer({ status, headers, body }: Extract<FaultEffect, { kind: 'respond' }>): Answer {
  if (body === undefined) return { status, headers, body: null };
  if (typeof body === 'string') return { status, headers, body };
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}
