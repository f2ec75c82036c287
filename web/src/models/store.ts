import { useCallback, useMemo, useSyncExternalStore } from "react";
import type { Engine } from "../sync/engine";
import type { Kind, RowOf } from "../sync/rows";
import type { IndexName } from "../sync/indexes";

// The one open workspace. Models read it; screens never see the engine.

let current: Engine | null = null;
const listeners = new Set<() => void>();

/** What a verb returns: the edit is painted already; `done` tells what the server said. */
export interface Written {
  /** Resolves once the server has it; rejects with ApiError when it was refused and rolled back. */
  done: Promise<void>;
}

/** Makes an engine the one that hooks and verbs use. */
export function setEngine(engine: Engine | null): void {
  current = engine;
  for (const listener of listeners) listener();
}

/** Returns the open workspace's engine; throws when no workspace is open. */
export function engine(): Engine {
  if (current === null) throw new Error("no workspace is open");
  return current;
}

/** Returns the open workspace's engine, or null. */
export function currentEngine(): Engine | null {
  return current;
}

function subscribeEngine(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useEngine(): Engine | null {
  return useSyncExternalStore(subscribeEngine, currentEngine);
}

const nothing = (): void => undefined;
const empty: readonly never[] = [];

/** Re-renders when any of the pool's keys changes; `read` must return a stable value between changes. */
export function usePool<T>(keys: readonly string[], read: (engine: Engine) => T, without: T): T {
  const engine = useEngine();
  const joined = keys.join(" ");
  const subscribe = useCallback(
    (listener: () => void) => {
      if (engine === null) return nothing;
      const stops = joined === "" ? [] : joined.split(" ").map((key) => engine.pool.subscribe(key, listener));
      return () => {
        for (const stop of stops) stop();
      };
    },
    [engine, joined],
  );
  return useSyncExternalStore(subscribe, () => (engine === null ? without : read(engine)));
}

/** One row; re-renders only when this row changes. */
export function useRow<K extends Kind>(kind: K, id: string | null | undefined): RowOf<K> | undefined {
  return usePool(
    id ? [`${kind}/${id}`] : [],
    (engine) => (id ? engine.pool.get(kind, id) : undefined),
    undefined,
  );
}

/** The ids in one bucket of an index, in its order; re-renders when membership or order changes. */
export function useIds(index: IndexName, bucket: string | null | undefined): readonly string[] {
  return usePool<readonly string[]>(
    bucket ? [`${index}/${bucket}`] : [],
    (engine) => (bucket ? engine.pool.ids(index, bucket) : empty),
    empty,
  );
}

/** The rows in one bucket of an index, in its order; re-renders when any of them changes. */
export function useRows<K extends Kind>(kind: K, index: IndexName, bucket: string | null | undefined): readonly RowOf<K>[] {
  const version = usePool(bucket ? [`${index}*/${bucket}`] : [], (engine) => (bucket ? engine.pool.version(index, bucket) : 0), 0);
  const engine = useEngine();
  return useMemo(() => {
    void version;
    if (engine === null || !bucket) return empty;
    return engine.pool.rows(kind, index, bucket);
  }, [engine, kind, index, bucket, version]);
}
