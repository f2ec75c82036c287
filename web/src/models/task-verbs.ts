import type { Category, Column, Priority, Task } from "../api/types";
import { newId } from "../sync/ids";
import { rankBetween } from "../sync/rank";
import type { Edit } from "../sync/rows";
import { engine } from "./store";
import type { Written } from "./store";

// Every verb paints at once, waits in the outbox and is sent in order.

export interface NewTask {
  project_id: string;
  title: string;
  /** The first open column when absent. */
  column_id?: string;
  /** At the end of the column unless set. */
  at?: "top" | "bottom";
  description?: string;
  priority?: Priority;
  estimate?: number | null;
  assignees?: string[];
  labels?: string[];
  start_date?: string | null;
  start_at?: string | null;
  start_zone?: string | null;
  due_date?: string | null;
  due_at?: string | null;
  due_zone?: string | null;
  parent_id?: string | null;
}

export interface TaskChange {
  title?: string;
  priority?: Priority;
  estimate?: number | null;
  start_date?: string | null;
  start_at?: string | null;
  start_zone?: string | null;
  due_date?: string | null;
  due_at?: string | null;
  due_zone?: string | null;
  parent_id?: string | null;
}

function now(): string {
  return new Date().toISOString();
}

function columnsOf(project: string): readonly Column[] {
  return engine().pool.rows("column", "columns", project);
}

/** Where the server puts what names no column: the first one that is not for closed tasks. */
function firstOpenColumn(project: string): Column | undefined {
  const columns = columnsOf(project);
  return columns.find((it) => it.category !== "done" && it.category !== "cancelled") ?? columns[0];
}

/** What moving into a column does to a task's times, as the server does it. */
function statusTimes(task: Task | undefined, category: Category | undefined, at: string): Partial<Task> {
  const closed = category === "done" || category === "cancelled";
  return {
    closed_at: closed ? (task?.closed_at ?? at) : null,
    completed_at: category === "done" ? (task?.completed_at ?? at) : null,
    ...(category === "in_progress" && !task?.started_at ? { started_at: at } : {}),
  };
}

export function createTask(input: NewTask): Written & { id: string } {
  const { pool, member } = engine();
  const id = newId();
  const at = now();
  const column = (input.column_id && pool.get("column", input.column_id)) || firstOpenColumn(input.project_id);
  const rank = edgeRank(column?.id ?? "", input.at ?? "bottom");
  const { at: _, ...fields } = input;
  const task: Task = {
    id,
    project_id: input.project_id,
    number: 0,
    key: "",
    title: input.title,
    column_id: column?.id ?? "",
    rank,
    priority: input.priority ?? "none",
    estimate: input.estimate ?? null,
    start_date: input.start_date ?? null,
    start_at: input.start_at ?? null,
    start_zone: input.start_zone ?? null,
    due_date: input.due_date ?? null,
    due_at: input.due_at ?? null,
    due_zone: input.due_zone ?? null,
    parent_id: input.parent_id ?? null,
    assignees: input.assignees ?? [],
    labels: input.labels ?? [],
    watchers: [member],
    created_at: at,
    created_by: member,
    updated_at: at,
    started_at: null,
    completed_at: null,
    closed_at: null,
    archived_at: null,
    deleted_at: null,
    comment_count: 0,
    subtask_total: 0,
    subtask_done: 0,
    checklist_total: 0,
    checklist_done: 0,
    has_description: (input.description ?? "") !== "",
    description_version: 0,
    description: input.description ?? "",
    ...statusTimes(undefined, column?.category, at),
  };
  const body: Record<string, unknown> = { ...fields, id, rank };
  if (column !== undefined) body["column_id"] = column.id;
  for (const [field, value] of Object.entries(body)) if (value === null || value === undefined) delete body[field];
  const written = engine().write({
    label: "task.create",
    method: "POST",
    path: "tasks",
    body,
    edits: [{ op: "put", kind: "task", id, data: task }],
    creates: id,
  });
  return { id, ...written };
}

function patch(label: string, id: string, body: object, data: Partial<Task>, sets?: Extract<Edit, { op: "patch" }>["sets"]): Written {
  const edit: Edit = { op: "patch", kind: "task", id, data: { ...data, updated_at: now() }, ...(sets ? { sets } : {}) };
  return engine().write({ label, method: "PATCH", path: `tasks/${id}`, body, edits: [edit] });
}

/** Changes fields of a task; null clears one. */
export function updateTask(id: string, change: TaskChange): Written {
  return patch("task.update", id, change, change);
}

export function renameTask(id: string, title: string): Written {
  return patch("task.rename", id, { title }, { title });
}

export function setPriority(id: string, priority: Priority): Written {
  return updateTask(id, { priority });
}

/** A due date, or with `at` and `zone` an instant of that local date; null clears it. */
export function setDue(id: string, due: { date: string; at?: string; zone?: string } | null): Written {
  return updateTask(id, { due_date: due?.date ?? null, due_at: due?.at ?? null, due_zone: due?.zone ?? null });
}

export function setStart(id: string, start: { date: string; at?: string; zone?: string } | null): Written {
  return updateTask(id, { start_date: start?.date ?? null, start_at: start?.at ?? null, start_zone: start?.zone ?? null });
}

/**
 * Replaces the description. `base` is the text that the person started from:
 * if somebody else changed it meanwhile, the two are merged line by line, and
 * what cannot be merged becomes the task's conflict (see useTaskDetail).
 */
export function describeTask(id: string, text: string, base?: string): Written {
  return engine().describe(id, text, base);
}

/** Ends a description's conflict: one of the two texts, both, or one typed by hand. */
export function resolveConflict(id: string, choice: "mine" | "theirs" | "both" | { text: string }): void {
  engine().resolveConflict(id, choice);
}

/** Puts a task into a column: before one task, after one, or at the end. */
export function moveTask(id: string, to: { columnId: string; beforeId?: string | null; afterId?: string | null }): Written {
  const { pool } = engine();
  const ids = pool.ids("tasksOfColumn", to.columnId).filter((it) => it !== id);
  let at = ids.length;
  if (to.beforeId) at = ids.indexOf(to.beforeId);
  else if (to.afterId) at = ids.indexOf(to.afterId) + 1;
  if (at < 0) at = ids.length;
  const above = pool.get("task", ids[at - 1] ?? "")?.rank ?? null;
  // Equal ranks happen when two people dropped into one gap; go below all of them.
  const ranks = ids.slice(at).map((it) => pool.get("task", it)?.rank ?? "");
  const rank = rankBetween(above, ranks.find((it) => above === null || it > above) ?? null);
  const column = pool.get("column", to.columnId);
  const task = pool.get("task", id);
  const stays = task?.column_id === to.columnId;
  const body = stays ? { rank } : { column_id: to.columnId, rank };
  const data = stays ? { rank } : { column_id: to.columnId, rank, ...statusTimes(task, column?.category, now()) };
  return patch("task.move", id, body, data);
}

/** Where tasks were before they were completed here, so that reopening is painted where the server puts it. */
const columnBefore = new Map<string, string>();

/** The first or last rank of a column, which is where the server puts what is completed or reopened. */
function edgeRank(column: string, edge: "top" | "bottom"): string {
  const { pool } = engine();
  const ids = pool.ids("tasksOfColumn", column);
  const rank = pool.get("task", (edge === "top" ? ids[0] : ids.at(-1)) ?? "")?.rank ?? null;
  return edge === "top" ? rankBetween(null, rank) : rankBetween(rank, null);
}

/** Completes a task: it goes to the top of the project's first done column. */
export function completeTask(id: string): Written {
  const task = engine().pool.get("task", id);
  const at = now();
  const column = task && columnsOf(task.project_id).find((it) => it.category === "done");
  if (task !== undefined && task.closed_at === null) columnBefore.set(id, task.column_id);
  const place = column ? { column_id: column.id, rank: edgeRank(column.id, "top") } : {};
  const data: Partial<Task> = { ...statusTimes(task, "done", at), ...place, updated_at: at };
  return engine().write({
    label: "task.complete",
    method: "POST",
    path: `tasks/${id}/complete`,
    edits: [{ op: "patch", kind: "task", id, data }],
  });
}

/** Opens a closed task again: it goes back to the open column that it came from. */
export function reopenTask(id: string): Written {
  const task = engine().pool.get("task", id);
  const column = engine().pool.get("column", columnBefore.get(id) ?? "") ?? (task && firstOpenColumn(task.project_id));
  const place = column ? { column_id: column.id, rank: edgeRank(column.id, "bottom") } : {};
  const data: Partial<Task> = { closed_at: null, completed_at: null, ...place, updated_at: now() };
  return engine().write({
    label: "task.reopen",
    method: "POST",
    path: `tasks/${id}/reopen`,
    edits: [{ op: "patch", kind: "task", id, data }],
  });
}

/** Moves a task to another project, where it gets a new key, and the counterpart of its column unless one is named. */
export function moveTaskToProject(id: string, project: string, column?: string): Written {
  const { pool } = engine();
  const from = pool.get("column", pool.get("task", id)?.column_id ?? "");
  const counterpart = columnsOf(project).find((it) => it.category === from?.category) ?? firstOpenColumn(project);
  const to = column ?? counterpart?.id;
  return engine().write({
    label: "task.moveProject",
    method: "POST",
    path: `tasks/${id}/move`,
    body: { project_id: project, ...(column ? { column_id: column } : {}) },
    edits: [{ op: "patch", kind: "task", id, data: { project_id: project, ...(to ? { column_id: to } : {}), key: "", number: 0 } }],
  });
}

function changeSet(field: "assignees" | "labels" | "watchers", op: "add" | "remove", label: string) {
  return (id: string, ...values: string[]): Written =>
    patch(label, id, { [field]: { [op]: values } }, {}, { [field]: { [op]: values } });
}

/** Assigns members; others' changes of the same list are kept. */
export const assign = changeSet("assignees", "add", "task.assign");
export const unassign = changeSet("assignees", "remove", "task.unassign");
export const addLabel = changeSet("labels", "add", "task.label");
export const removeLabel = changeSet("labels", "remove", "task.unlabel");
export const watch = changeSet("watchers", "add", "task.watch");
export const unwatch = changeSet("watchers", "remove", "task.unwatch");

export function archiveTask(id: string, archived = true): Written {
  return patch(archived ? "task.archive" : "task.unarchive", id, { archived }, { archived_at: archived ? now() : null });
}

/** Moves a task to the trash at once; `undo` brings it back. */
export function deleteTask(id: string): Written & { undo: () => void } {
  const task = engine().pool.get("task", id);
  const written = engine().write({
    label: "task.delete",
    method: "DELETE",
    path: `tasks/${id}`,
    edits: [{ op: "patch", kind: "task", id, data: { deleted_at: now() } }],
  });
  return { ...written, undo: () => void restoreTask(id, task) };
}

/** Brings a task back from the trash; with the row as it was, it is painted at once. */
export function restoreTask(id: string, was?: Task): Written {
  const edits: Edit[] = [{ op: "patch", kind: "task", id, data: { deleted_at: null } }];
  if (was !== undefined) edits.unshift({ op: "put", kind: "task", id, data: { ...was, deleted_at: null } });
  return engine().write({ label: "task.restore", method: "POST", path: `tasks/${id}/restore`, edits });
}
