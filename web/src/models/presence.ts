import { useEffect, useMemo } from "react";
import type { Present } from "../api/types";
import { engine, useEngine, usePool } from "./store";

export type { Present };

const nobody: readonly Present[] = [];

/** Says where I am while mounted; without a task, in the project; without a project, in the workspace. */
export function useAnnounce(place: { projectId?: string | null; taskId?: string | null }): void {
  const it = useEngine();
  const project = place.projectId ?? null;
  const task = place.taskId ?? null;
  useEffect(() => it?.presence.enter({ project_id: project, task_id: task }), [it, project, task]);
}

/** Says that I am typing; it ends by itself a few seconds after the last call. */
export function announceTyping(): void {
  engine().presence.typing();
}

/** The others who are in this project or on this task, one entry per member. */
export function usePresence(place: { projectId?: string | null; taskId?: string | null }): readonly Present[] {
  const all = usePool<readonly Present[]>(["presence"], (it) => it.presence.others, nobody);
  const { projectId, taskId } = place;
  return useMemo(() => {
    const seen = new Map<string, Present>();
    for (const present of all) {
      if (taskId && present.task_id !== taskId) continue;
      if (projectId && present.project_id !== projectId) continue;
      const before = seen.get(present.member_id);
      if (before === undefined || present.typing) seen.set(present.member_id, present);
    }
    return [...seen.values()];
  }, [all, projectId, taskId]);
}
