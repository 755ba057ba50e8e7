/**
 * Runs one operation of a fake behind the faults: before it, instead of it, or after it took effect.
 * Promises: every call is counted with the status the caller saw (or `reset`, `hang`); an `after` fault touches only
 * an operation that succeeded, because only then something took effect.
 * Fails never by itself: what an operation throws becomes the framework's 500 and a line in the log.
 */
import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import { type Answer, toResponse } from './answer.ts';
import type { ServiceName } from './fault-rule.ts';
import type { Faults } from './faults.ts';
import type { OperationName } from './operation-names.ts';
import type { RequestCounts } from './request-counts.ts';
import { type Refuse, type Spoilt, spoil, untouched } from './spoil.ts';

export type ServerEnvironment = { Bindings: HttpBindings };
export type ServerContext = Context<ServerEnvironment>;

export interface Call<Service extends ServiceName = ServiceName> {
  readonly service: Service;
  readonly operation: OperationName<Service>;
  readonly tenant?: string | undefined;
  readonly mailbox?: string | undefined;
}

export interface Performer {
  readonly faults: Faults;
  readonly counts: RequestCounts;
}

export interface Performance<Service extends ServiceName> {
  readonly context: ServerContext;
  readonly call: Call<Service>;
  run(): Answer | Promise<Answer>;
  /** What the service itself would say; for those whose refusals can be ordered. */
  readonly refuse?: Refuse;
  /** Adds what every answer of the service carries, a fault's too. */
  dress?(answer: Answer): Answer;
}

export async function perform<Service extends ServiceName>(
  { faults, counts }: Performer,
  { context, call, run, refuse, dress = (answer) => answer }: Performance<Service>,
): Promise<Response> {
  const before = await spoil(faults.match({ ...call, phase: 'before' }), refuse);
  if (before.kind !== 'untouched') return finish(before);
  const answer = await run();
  const after = answer.status < 400 ? await spoil(faults.match({ ...call, phase: 'after' })) : untouched;
  return finish(after.kind === 'untouched' ? { kind: 'answered', answer } : after);

  function finish(spoilt: Exclude<Spoilt, { kind: 'untouched' }>): Response | Promise<Response> {
    counts.count(call.service, call.operation, spoilt.kind === 'answered' ? spoilt.answer.status : spoilt.kind);
    if (spoilt.kind === 'answered') return toResponse(dress(spoilt.answer));
    if (spoilt.kind === 'reset') context.env.incoming.socket.destroy();
    // The caller's socket is gone, or it shall wait for ever: stopping the server ends it.
    return new Promise<Response>(() => {});
  }
}
