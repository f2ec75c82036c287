import { useCallback, useEffect, useRef, useState } from "react";
import { get } from "../api/client";
import type { ApiError } from "../api/client";
import type { Activity, Page } from "../api/types";
import { useEngine, useRow } from "./store";

export type { Activity };

const nothing: readonly Activity[] = [];

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

interface Loaded {
  path: string | null;
  items: readonly Activity[];
  cursor: string | null;
  error: ApiError | null;
}

function useActivityAt(path: string | null, version: string): ActivityList {
  const workspace = useEngine()?.workspace;
  const [loaded, setLoaded] = useState<Loaded>({ path: null, items: nothing, cursor: null, error: null });
  const shown = useRef<string | null>(null);
  useEffect(() => {
    if (path === null || workspace === undefined) return undefined;
    const stop = new AbortController();
    const fresh = shown.current !== path;
    shown.current = path;
    const read = (): void => {
      get<Page<Activity>>(`workspaces/${workspace}/${path}`, { limit: 50 }, stop.signal).then(
        (page) => setLoaded({ path, items: page.items, cursor: page.next_cursor, error: null }),
        (error: ApiError) => {
          if (!stop.signal.aborted) setLoaded((before) => ({ ...before, path, items: before.path === path ? before.items : nothing, error }));
        },
      );
    };
    // A burst of changes asks once.
    const timer = setTimeout(read, fresh ? 0 : 300);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [path, workspace, version]);
  const { cursor } = loaded;
  const loadMore = useCallback(() => {
    if (path === null || workspace === undefined || cursor === null) return;
    void get<Page<Activity>>(`workspaces/${workspace}/${path}`, { limit: 50, cursor }).then((page) =>
      setLoaded((before) =>
        before.path === path && before.cursor === cursor ? { ...before, items: [...before.items, ...page.items], cursor: page.next_cursor } : before,
      ),
    );
  }, [path, workspace, cursor]);
  if (loaded.path !== path || path === null) return { items: nothing, status: "loading", more: false, loadMore, error: null };
  const status = loaded.error === null ? "ready" : "unreachable";
  return { items: loaded.items, status, more: cursor !== null, loadMore, error: loaded.error };
}
