/** Repeats work at an interval while somebody may see the page, and at once when the page comes back into sight. */
export interface SeenPage {
  readonly visibilityState: string;
  addEventListener(name: 'visibilitychange', listener: () => void): void;
}

export function repeatWhileVisible(page: SeenPage, intervalMilliseconds: number, work: () => void): void {
  const workIfVisible = (): void => {
    if (page.visibilityState === 'visible') {
      work();
    }
  };
  setInterval(workIfVisible, intervalMilliseconds);
  page.addEventListener('visibilitychange', workIfVisible);
}
