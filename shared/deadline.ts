/** A deadline that names its operation: "the operation was aborted" helps nobody. */

export class DeadlineError extends Error {
  constructor(operation: string, milliseconds: number) {
    super(`${operation} took longer than ${milliseconds / 1000} s`);
    this.name = 'DeadlineError';
  }
}

/** Runs `work` with a signal that aborts at the deadline; rejects with a DeadlineError then, even if `work` ignores the signal. */
export async function withDeadline<T>(
  operation: string,
  milliseconds: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const error = new DeadlineError(operation, milliseconds);
      reject(error);
      controller.abort(error);
    }, milliseconds);
  });
  try {
    return await Promise.race([work(controller.signal), deadline]);
  } finally {
    clearTimeout(timer);
  }
}
