/**
 * Reads the message that the address bar names. While the reader steps through the list, only the message he stops at is read; an answer for a
 * message he has left is dropped. A message that vanished (a draft that was sent) is said to be gone.
 */
import { coalesce } from '../control/coalesce.ts';
import type { ControlClient } from '../control/control-client.ts';
import type { Place } from '../route.ts';
import { messageIdOf } from '../route.ts';
import type { MessageState, PageStore } from '../state/page-state.ts';

const refreshMilliseconds = 400;

export interface MessageLoader {
  open(place: Place | undefined, id: string | undefined, waitMilliseconds: number): void;
  /** Reads the open message again, if one is open. */
  refresh(): void;
}

export function messageLoader(store: PageStore, control: ControlClient): MessageLoader {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let opened: { readonly place: Place; readonly id: string } | undefined;

  const read = async (place: Place, id: string): Promise<void> => {
    const message = await stateOf(control, place, id);
    if (opened?.id === id && messageIdOf(store.get().route) === id) {
      store.set({ message });
    }
  };

  return {
    open: (place, id, waitMilliseconds) => {
      clearTimeout(timer);
      if (place === undefined || id === undefined) {
        opened = undefined;
        store.set({ message: { kind: 'none' } });
        return;
      }
      opened = { place, id };
      store.set({ message: { kind: 'loading', id } });
      timer = setTimeout(() => void read(place, id), waitMilliseconds);
    },
    refresh: coalesce(async () => {
      if (opened !== undefined) {
        await read(opened.place, opened.id);
      }
    }, refreshMilliseconds),
  };
}

async function stateOf(control: ControlClient, place: Place, id: string): Promise<MessageState> {
  try {
    const message = await control.message(place, id);
    const isHere = message !== undefined && (message.folder ?? place.folder) === place.folder;
    return isHere ? { kind: 'shown', id, place, message } : { kind: 'gone', id };
  } catch (error) {
    return { kind: 'problem', id, problem: String(error) };
  }
}
