import { lazy } from 'react';
import type { ComponentType, LazyExoticComponent } from 'react';

/** Thrown when a part of the application could not be fetched: offline, or replaced by a newer version. */
export class PartMissing extends Error {
  override readonly name = 'PartMissing';
}

const reloadedFor = 'taskflow.reloaded';

/** Offline it waits: the screen comes when the network does. */
async function loadWhenOnline<T>(load: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await load();
    } catch (cause) {
      if (navigator.onLine) throw cause;
      await new Promise((resolve) => addEventListener('online', resolve, { once: true }));
    }
  }
}

/** A screen that is fetched when it is first shown; `load` picks the component by name. */
export function lazyScreen<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): LazyExoticComponent<ComponentType<Props>> & { preload: () => Promise<void> } {
  const screen = lazy(async () => {
    try {
      const found = await loadWhenOnline(load);
      sessionStorage.removeItem(reloadedFor);
      return { default: found };
    } catch (cause) {
      // After an upgrade the old parts are gone; one reload gets the new ones.
      if (sessionStorage.getItem(reloadedFor) === null) {
        sessionStorage.setItem(reloadedFor, '1');
        location.reload();
        return new Promise<never>(() => undefined);
      }
      throw new PartMissing('a part of the application could not be fetched', { cause });
    }
  });
  return Object.assign(screen, {
    preload: () =>
      load().then(
        () => undefined,
        () => undefined,
      ),
  });
}
