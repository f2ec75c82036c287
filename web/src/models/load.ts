import { useEffect } from "react";
import type { Engine } from "../sync/engine";
import { useEngine, usePool } from "./store";

/** "missing" when it does not exist or is hidden from me. */
export type Loading = "loading" | "ready" | "missing" | "unreachable";

/** Starts a load while mounted and says how far it is. */
export function useLoad(key: string | null, start: (engine: Engine) => Promise<void>): Loading {
  const it = useEngine();
  const status = usePool<Loading>(key === null ? [] : [`load/${key}`], (e) => (key === null ? "ready" : e.loads.status(key)), "loading");
  useEffect(() => {
    if (it === null || key === null) return;
    void it.loads.run(key, () => start(it));
    // The key names what start loads; a new closure of the same key is the same load.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [it, key, status === "loading"]);
  return status;
}
