/** Keeps address bar and state the same thing. Stepping through a list replaces the history entry, so that Back leaves the folder, not 40 messages. */
import { formatRoute, isSamePlace, messageIdOf, parseRoute, placeOf, type Route } from '../route.ts';
import type { PageStore } from '../state/page-state.ts';

export interface Navigation {
  go(route: Route, options?: { readonly isStep?: boolean; readonly isReplacing?: boolean }): void;
  /** Follows the address bar as it is now. */
  follow(): void;
}

export interface RouteReaders {
  readonly place: (route: Route) => void;
  readonly message: (route: Route, waitMilliseconds: number) => void;
}

/** Long enough that holding `j` reads only the message it stops at, short enough not to be felt. */
const stepMilliseconds = 120;

export function createNavigation(store: PageStore, readers: RouteReaders): Navigation {
  const apply = (route: Route, waitMilliseconds: number): void => {
    const before = store.get().route;
    const isNewPlace = !isSamePlace(placeOf(before), placeOf(route));
    store.set({ route });
    document.body.dataset.pane = paneOf(route);
    if (isNewPlace) {
      readers.place(route);
    }
    if (isNewPlace || messageIdOf(before) !== messageIdOf(route)) {
      readers.message(route, waitMilliseconds);
    }
  };
  const follow = (): void => apply(parseRoute(location.hash), 0);
  window.addEventListener('hashchange', follow);
  return {
    go: (route, { isStep = false, isReplacing = isStep } = {}) => {
      const address = formatRoute(route);
      if (isReplacing) {
        history.replaceState(undefined, '', address);
      } else if (address !== location.hash) {
        history.pushState(undefined, '', address);
      }
      apply(route, isStep ? stepMilliseconds : 0);
    },
    follow,
  };
}

/** Which pane a narrow screen shows. */
function paneOf(route: Route): string {
  return { start: 'tenants', parked: 'parked', credentials: 'credentials', folder: 'messages', message: 'message' }[
    route.kind
  ];
}
