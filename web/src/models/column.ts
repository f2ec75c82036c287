import type { Category, Column } from "../api/types";
import { newId } from "../sync/ids";
import { rankBetween } from "../sync/rank";
import { engine, useRow, useRows } from "./store";
import type { Written } from "./store";

export type { Category, Column };

/** A project's columns from left to right. */
export function useColumns(project: string | null | undefined): readonly Column[] {
  return useRows("column", "columns", project);
}

export function useColumn(id: string | null | undefined): Column | undefined {
  return useRow("column", id);
}

/** Returns a project's columns without subscribing. */
export function readColumns(project: string): readonly Column[] {
  return engine().pool.rows("column", "columns", project);
}

export interface NewColumn {
  name: string;
  category: Category;
  color?: string;
  wip_limit?: number | null;
}

/** Adds a column at the right end. */
export function createColumn(project: string, input: NewColumn): Written & { id: string } {
  const id = newId();
  const last = readColumns(project).at(-1);
  const row: Column = {
    id,
    project_id: project,
    name: input.name,
    category: input.category,
    color: input.color ?? "gray",
    rank: rankBetween(last?.rank ?? null, null),
    wip_limit: input.wip_limit ?? null,
    archived_at: null,
  };
  const written = engine().write({
    label: "column.create",
    method: "POST",
    path: `projects/${project}/columns`,
    body: { id, rank: row.rank, ...input },
    edits: [{ op: "put", kind: "column", id, data: row }],
  });
  return { id, ...written };
}

export interface ColumnChange {
  name?: string;
  category?: Category;
  color?: string;
  wip_limit?: number | null;
}

export function updateColumn(id: string, change: ColumnChange & { rank?: string }): Written {
  const column = engine().pool.get("column", id);
  return engine().write({
    label: "column.update",
    method: "PATCH",
    path: `projects/${column?.project_id ?? ""}/columns/${id}`,
    body: change,
    edits: [{ op: "patch", kind: "column", id, data: change }],
  });
}

/** Puts a column to the right of another; null puts it first. */
export function moveColumn(id: string, afterId: string | null): Written {
  const column = engine().pool.get("column", id);
  const others = readColumns(column?.project_id ?? "").filter((it) => it.id !== id);
  const at = afterId === null ? -1 : others.findIndex((it) => it.id === afterId);
  return updateColumn(id, { rank: rankBetween(others[at]?.rank ?? null, others[at + 1]?.rank ?? null) });
}

/** Deletes a column; its tasks go to another one. */
export function deleteColumn(id: string, moveTo: string): Written {
  const { pool } = engine();
  const column = pool.get("column", id);
  const tasks = pool.ids("tasksOfColumn", id);
  return engine().write({
    label: "column.delete",
    method: "DELETE",
    path: `projects/${column?.project_id ?? ""}/columns/${id}?move_to=${moveTo}`,
    edits: [
      ...tasks.map((task) => ({ op: "patch" as const, kind: "task" as const, id: task, data: { column_id: moveTo } })),
      { op: "remove", kind: "column", id },
    ],
  });
}
