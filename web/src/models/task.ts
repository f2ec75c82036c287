import { useEffect, useMemo } from "react";
import { get } from "../api/client";
import type { Column, MyTask, Page, Priority, Task } from "../api/types";
import type { Conflict } from "../sync/description";
import { useLoad } from "./load";
import type { Loading } from "./load";
import { currentEngine, engine, useEngine, useIds, usePool, useRow, useRows } from "./store";

export type { Conflict, Loading, Priority, Task };

/** One task; re-renders only when this task changes. */
export function useTask(id: string | null | undefined): Task | undefined {
  return useRow("task", id);
}

/** Returns a task without subscribing; for handlers, drags and shortcuts. */
export function readTask(id: string): Task | undefined {
  return currentEngine()?.pool.get("task", id);
}

/** A task by its key ("WEB-42", any case) or id, asked for when it is not here (an old closed one, say). */
export function useTaskByKey(key: string): { task: Task | undefined; status: Loading } {
  const ids = useIds("tasksByKey", key.toUpperCase());
  const byKey = useRow("task", ids[0]);
  // A key that it had before it moved to another project still leads to it.
  const found = usePool([`load/task:${key}`], (it) => it.taskIds.get(key), undefined);
  const byId = useRow("task", found ?? key);
  const task = byKey ?? byId;
  const id = task?.id;
  useEffect(() => {
    if (id !== undefined) currentEngine()?.taskIds.set(key, id);
  }, [key, id]);
  const status = useLoad(task === undefined ? `task:${key}` : null, (it) => it.loadTask(key));
  if (task !== undefined) return { task, status: "ready" };
  // Loaded and still not here: it went away since.
  return { task, status: status === "ready" ? "missing" : status };
}

export interface TaskDetail {
  task: Task | undefined;
  /** Markdown; undefined until loaded. */
  description: string | undefined;
  status: Loading;
  /** Set when somebody else's text could not be merged with mine; see resolveConflict. */
  conflict: Conflict | undefined;
}

/** A task with its description, which is loaded on demand and then kept up to date. */
export function useTaskDetail(id: string | null | undefined): TaskDetail {
  const task = useTask(id);
  const loaded = task?.description !== undefined;
  const status = useLoad(id && !loaded ? `task:${id}` : null, (it) => it.loadTask(id!));
  const conflict = usePool<Conflict | undefined>(
    id ? [`conflict/${id}`] : [],
    (it) => (id ? it.conflicts.get(id) : undefined),
    undefined,
  );
  return { task, description: task?.description, status: loaded ? "ready" : status, conflict };
}

export interface Board {
  columns: readonly Column[];
  /** Per column id, the ids of its tasks from top to bottom. */
  tasks: ReadonlyMap<string, readonly string[]>;
}

/**
 * A project's board. Re-renders when a column changes or a task enters, leaves
 * or moves; a list of one column is the same array until that column changes,
 * so a memoised column and a card with useTask re-render alone.
 */
export function useBoard(project: string | null | undefined): Board {
  const columns = useRows("column", "columns", project);
  const keys = useMemo(() => columns.map((column) => `tasksOfColumn/${column.id}`), [columns]);
  const version = usePool(keys, (it) => sumVersions(it, columns), 0);
  const it = useEngine();
  return useMemo(() => {
    void version;
    const tasks = new Map(columns.map((column) => [column.id, it?.pool.ids("tasksOfColumn", column.id) ?? []]));
    return { columns, tasks };
  }, [columns, it, version]);
}

function sumVersions(it: NonNullable<ReturnType<typeof currentEngine>>, columns: readonly Column[]): number {
  let sum = 0;
  for (const column of columns) sum += it.pool.orderVersion("tasksOfColumn", column.id);
  return sum;
}

/** The ids of one column's tasks from top to bottom; for a column component that reads its own. */
export function useColumnTaskIds(column: string | null | undefined): readonly string[] {
  return useIds("tasksOfColumn", column);
}

/** The ids of a project's tasks, closed ones included, by number; not archived, not in the trash. */
export function useProjectTaskIds(project: string | null | undefined): readonly string[] {
  return useIds("tasksOfProject", project);
}

/** A project's tasks by number; re-renders when any of them changes. For lists that filter and group. */
export function useProjectTasks(project: string | null | undefined): readonly Task[] {
  return useRows("task", "tasksOfProject", project);
}

export function useArchivedTasks(project: string | null | undefined): readonly Task[] {
  useLoad(project ? `archived:${project}` : null, (it) => it.loadTasks({ project: project!, archived: true, closed: "all" }));
  return useRows("task", "archivedTasks", project);
}

/** Asks for the closed tasks that are older than what every visit brings; they then appear in the lists. */
export function useOlderClosedTasks(project: string | null | undefined, wanted: boolean): Loading {
  return useLoad(project && wanted ? `closed:${project}` : null, (it) => it.loadTasks({ project: project!, closed: "closed" }));
}

/** The subtasks of a task in their order. */
export function useSubtasks(parent: string | null | undefined): readonly Task[] {
  return useRows("task", "subtasks", parent);
}

/** My open tasks and those closed today, across projects. */
export function useTasksOfMember(member: string | null | undefined): readonly Task[] {
  return useRows("task", "tasksOfAssignee", member);
}

/** Every task that is here: for the palette's instant results. Not a hook. */
export function searchLocalTasks(query: string, limit = 20): Task[] {
  const it = currentEngine();
  const words = query.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  if (it === null || words.length === 0) return [];
  const found: Task[] = [];
  for (const task of it.pool.all("task")) {
    if (task.deleted_at !== null || task.archived_at !== null) continue;
    const text = `${task.key} ${task.title}`.toLocaleLowerCase();
    if (words.every((word) => text.includes(word))) found.push(task);
  }
  found.sort((a, b) => Number(a.closed_at !== null) - Number(b.closed_at !== null) || (a.updated_at < b.updated_at ? 1 : -1));
  return found.slice(0, limit);
}

/** Asks the server for tasks with these words, those that are not kept here included. */
export async function searchTasks(query: string, signal?: AbortSignal): Promise<Task[]> {
  const page = await get<Page<Task>>(`workspaces/${engine().workspace}/tasks`, { q: query, closed: "all", limit: 50 }, signal);
  return page.items;
}

/** The server's view of my tasks, with projects' names; useMyTasks reads the pool instead. */
export type { MyTask };
