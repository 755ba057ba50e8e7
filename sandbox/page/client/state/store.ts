/**
 * Holds the page's state and tells its views. A view names the parts it draws from; it is called at once, and then once per turn of the event loop in
 * which one of them changed. Parts are compared by identity, so a change is always a new value.
 */
export interface Store<State> {
  readonly get: () => State;
  readonly set: (change: Partial<State>) => void;
  readonly subscribe: (parts: readonly (keyof State)[], view: (state: State) => void) => void;
}

export function createStore<State>(initial: State): Store<State> {
  let state = initial;
  let told = initial;
  let isScheduled = false;
  const views: { readonly parts: readonly (keyof State)[]; readonly view: (state: State) => void }[] = [];

  const tell = (): void => {
    const before = told;
    isScheduled = false;
    told = state;
    for (const { parts, view } of views) {
      if (parts.some((part) => before[part] !== told[part])) {
        view(told);
      }
    }
  };

  return {
    get: () => state,
    set: (change) => {
      state = { ...state, ...change };
      if (!isScheduled) {
        isScheduled = true;
        queueMicrotask(tell);
      }
    },
    subscribe: (parts, view) => {
      views.push({ parts, view });
      view(state);
    },
  };
}
