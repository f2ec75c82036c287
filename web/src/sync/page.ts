/**
 * Calls `wake` when the network or the person comes back, and `leave` when the
 * page is hidden, which may be the last that it hears. Returns how to stop.
 */
export function listenToPage(wake: () => void, leave: () => void): () => void {
  // Tests run without a page.
  if (typeof addEventListener === "undefined" || typeof document === "undefined") return () => undefined;
  const shown = (): void => (document.visibilityState === "visible" ? wake() : leave());
  addEventListener("online", wake);
  document.addEventListener("visibilitychange", shown);
  return () => {
    removeEventListener("online", wake);
    document.removeEventListener("visibilitychange", shown);
  };
}
