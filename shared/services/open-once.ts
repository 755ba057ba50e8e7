/**
 * Opens something at its first use and keeps it; a failed opening is forgotten, so that the next use tries anew.
 * The SDKs are opened so: loading them takes longer than everything else at the start of a cold instance.
 */
export function openOnce<T>(open: () => Promise<T>): () => Promise<T> {
  let opening: Promise<T> | undefined;
  return () => {
    opening ??= open().catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };
}
