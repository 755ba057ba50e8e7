/**
 * Reads the open folder: its newest page at once, older pages as the reader scrolls (or all of them while a filter is set), and what changed
 * when the sandbox says so. An answer that comes after the reader went elsewhere is dropped. A failed read keeps what was shown and says why.
 */
import { coalesce } from '../control/coalesce.ts';
import type { ControlClient } from '../control/control-client.ts';
import type { MessageSummary } from '../control/control-types.ts';
import { isSamePlace, type Place } from '../route.ts';
import type { FolderState, PageStore } from '../state/page-state.ts';
import { appendPage, mergeNewest, withoutMessage } from './merge-messages.ts';

export interface FolderLoader {
  open(place: Place | undefined): void;
  /** Reads one more page, if there is one and none is being read. */
  more(): void;
  refresh(): void;
  /** Takes a message that left the folder off the list, without waiting for the next read. */
  drop(id: string): void;
}

const pageSize = 100;
const refreshMilliseconds = 400;

export function folderLoader(store: PageStore, control: ControlClient): FolderLoader {
  const sources: Sources = { store, control };
  return {
    open: (place) => {
      if (isSamePlace(store.get().folder?.place, place)) {
        return;
      }
      store.set({ folder: place === undefined ? undefined : { place, progress: 'loading', messages: [], total: 0 } });
      void readNewest(sources);
    },
    more: () => readMore(sources),
    refresh: coalesce(() => readNewest(sources), refreshMilliseconds),
    drop: (id) => {
      const folder = store.get().folder;
      if (folder !== undefined) {
        changeFolder(store, folder.place, { messages: withoutMessage(folder.messages, id) });
      }
    },
  };
}

interface Sources {
  readonly store: PageStore;
  readonly control: ControlClient;
}

/** Puts the change into the folder it was meant for, or nowhere, and tells which. */
function changeFolder(store: PageStore, place: Place, change: Partial<FolderState>): boolean {
  const folder = store.get().folder;
  if (folder === undefined || !isSamePlace(folder.place, place)) {
    return false;
  }
  store.set({ folder: { ...folder, ...change } });
  return true;
}

function readMore(sources: Sources): void {
  const folder = sources.store.get().folder;
  if (folder?.progress === 'ready' && folder.messages.length < folder.total) {
    changeFolder(sources.store, folder.place, { progress: 'loading' });
    void readOlder(sources, folder.place);
  }
}

async function readOlder(sources: Sources, place: Place): Promise<void> {
  const { store, control } = sources;
  try {
    const skip = store.get().folder?.messages.length ?? 0;
    const page = await control.messages(place, { top: pageSize, skip });
    const messages = appendPage(store.get().folder?.messages ?? [], page.messages);
    // An empty page ends the list whatever the total says: asking again for ever would not change it.
    const total = page.messages.length === 0 ? messages.length : page.total;
    if (changeFolder(store, place, { progress: 'ready', messages, total }) && store.get().filter !== '') {
      readMore(sources);
    }
  } catch (error) {
    changeFolder(store, place, { progress: 'ready', problem: String(error) });
  }
}

async function readNewest({ store, control }: Sources): Promise<void> {
  const folder = store.get().folder;
  if (folder === undefined) {
    return;
  }
  try {
    const newest = await newestMessages(control, folder);
    const { problem: _solved, ...rest } = store.get().folder ?? folder;
    if (isSamePlace(rest.place, folder.place)) {
      store.set({ folder: { ...rest, progress: 'ready', ...newest } });
    }
  } catch (error) {
    changeFolder(store, folder.place, { progress: 'ready', problem: String(error) });
  }
}

/** The newest page, and as many older ones as it takes to meet what is shown. */
async function newestMessages(
  control: ControlClient,
  folder: FolderState,
): Promise<{ readonly messages: readonly MessageSummary[]; readonly total: number }> {
  let newest: readonly MessageSummary[] = [];
  for (;;) {
    const page = await control.messages(folder.place, { top: pageSize, skip: newest.length });
    newest = appendPage(newest, page.messages);
    const merged = mergeNewest(folder.messages, newest, page.total);
    if (merged !== undefined || page.messages.length === 0) {
      return { messages: merged ?? newest, total: page.total };
    }
  }
}
