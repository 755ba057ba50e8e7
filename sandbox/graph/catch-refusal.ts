/** The one place that makes answers of what operations throw: Graph's error JSON, with the ids of the request. */
import type { Answer } from '../answer.ts';
import type { Clock } from '../clock.ts';
import { type RequestIds, toErrorAnswer } from './graph-answer.ts';
import { GraphError } from './graph-error.ts';

export interface Catching {
  readonly ids: RequestIds;
  readonly clock: Clock;
  log(line: string): void;
}

export async function catchRefusal(run: () => Promise<Answer>, { ids, clock, log }: Catching): Promise<Answer> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof GraphError) {
      if (error.status === 501) log(`Graph: ${error.message}`);
      return toErrorAnswer(error, ids, clock.now());
    }
    log(`Graph: the sandbox itself failed: ${error instanceof Error ? error.stack : String(error)}`);
    const failure = new GraphError(500, 'ErrorInternalServerError', 'The sandbox failed; see its log.');
    return toErrorAnswer(failure, ids, clock.now());
  }
}
