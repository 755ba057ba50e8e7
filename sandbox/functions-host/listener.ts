/**
 * What waits for events on behalf of a function.
 * `stop` takes no new events, lets what runs come to its end, and resolves when nothing is left.
 */
export interface Listener {
  readonly stop: () => Promise<void>;
}
