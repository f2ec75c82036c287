import { useCallback, useEffect, useRef, useState } from "react";
import { get } from "../api/client";
import type { ApiError } from "../api/client";
import type { Activity, Page } from "../api/types";
import { useEngine, useRow } from "./store";

export type { Activity };

export interface ActivityList {
  /** The latest first. */
  items: readonly Activity[];
  status: "loading" | "ready" | "unreachable";
  more: boolean;
  loadMore: () => void;
  error: ApiError | null;
}

/** What happened to a task; asked for again shortly after each of its changes. */
export function useActivity(task: string | null | undefined): ActivityList {
  const row = useRow("task", task);
  return useActivityAt(task ? `tasks/${task}/activity` : null, `${row?.updated_at ?? ""}/${row?.comment_count ?? 0}`);
}

/** What happened in a project. */
export function useProjectActivity(project: string | null | undefined): ActivityList {
  return useActivityAt(project ? `projects/${project}/activity` : null, "");
}

function useActivityAt(path: string | null, version: string): ActivityList {
  const engine = useEngine();
  const [items, setItems] = useState<readonly Activity[]>([]);
  const [cursor, setCursor] = useState<string | null>(null);
  const [status, setStatus] = useState<ActivityList["status"]>("loading");
  const [error, setError] = useState<ApiError | null>(null);
  const shown = useRef<string | null>(null);
  const workspace = engine?.workspace;
  useEffect(() => {
    if (path === null || workspace === undefined) return undefined;
    const stop = new AbortController();
    const fresh = shown.current !== path;
    if (fresh) {
      shown.current = path;
      setItems([]);
      setStatus("loading");
    }
    // A burst of changes asks once.
    const timer = setTimeout(
      () => {
        get<Page<Activity>>(`workspaces/${workspace}/${path}`, { limit: 50 }, stop.signal).then(
          (page) => {
            setItems(page.items);
            setCursor(page.next_cursor);
            setStatus("ready");
            setError(null);
          },
          (cause: ApiError) => {
            if (stop.signal.aborted) return;
            setStatus("unreachable");
            setError(cause);
          },
        );
      },
      fresh ? 0 : 300,
    );
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [path, workspace, version]);
  const loadMore = useCallback(() => {
    if (path === null || workspace === undefined || cursor === null) return;
    void get<Page<Activity>>(`workspaces/${workspace}/${path}`, { limit: 50, cursor }).then((page) => {
      setItems((before) => [...before, ...page.items]);
      setCursor(page.next_cursor);
    });
  }, [path, workspace, cursor]);
  return { items, status, more: cursor !== null, loadMore, error };
}
