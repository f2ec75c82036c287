// Measures how long a change takes from its commit on the server to the frame
// that shows it in a browser. Server and browser share this machine's clock.
import type { Page } from "@playwright/test";

/** Resolves with the time, in ms since 1970, of the frame after a text appeared. */
export async function watchForText(page: Page, text: string): Promise<() => Promise<number>> {
  await page.evaluate((wanted) => {
    const holder = globalThis as unknown as { painted: Record<string, Promise<number>> };
    holder.painted = holder.painted ?? {};
    holder.painted[wanted] = new Promise((done) => {
      const look = () => {
        if (!document.body.textContent?.includes(wanted)) return;
        observer.disconnect();
        requestAnimationFrame(() => setTimeout(() => done(Date.now())));
      };
      const observer = new MutationObserver(look);
      observer.observe(document.body, { childList: true, subtree: true, characterData: true });
      look();
    });
  }, text);
  return () =>
    page.evaluate((wanted) => (globalThis as unknown as { painted: Record<string, Promise<number>> }).painted[wanted] ?? -1, text);
}

export function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
