/**
 * Returns how long to wait before an attempt, in milliseconds: doubling from
 * `first` up to `most`, with full jitter so that clients do not come back in step.
 */
export function backoff(attempt: number, first = 500, most = 30_000, random: () => number = Math.random): number {
  const ceiling = Math.min(most, first * 2 ** Math.min(attempt, 16));
  return Math.round(ceiling / 4 + random() * ceiling * 0.75);
}

/** Waits; resolves early, without error, when the signal aborts. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    }
    signal?.addEventListener("abort", done, { once: true });
  });
}
