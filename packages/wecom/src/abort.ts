/** Waiting for something that knows nothing of the caller's signal. */

/** The end of `work`, or the signal's reason as soon as it fires. */
export async function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  let onAbort: () => void = () => undefined;
  const over = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  return Promise.race([work, over]).finally(() => signal.removeEventListener('abort', onAbort));
}
