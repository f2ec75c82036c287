import type { Pool } from "./pool";
import type { AnyRow, Edit, Kind } from "./rows";

/** How old an edit must be before the person is asked about it. */
export const askAfterMs = 60 * 60 * 1000;

/** What an edit replaced: per row, the fields as they were shown then. */
export type Before = { kind: Kind; id: string; fields: Record<string, unknown> }[];

/** An old edit to fields that somebody else changed since: the person decides. */
export interface Question {
  /** The mutation id. */
  id: string;
  /** The verb, as "task.rename". */
  label: string;
  kind: Kind;
  /** The row's id. */
  row: string;
  /** When it was made, in milliseconds. */
  at: number;
  fields: { field: string; mine: unknown; theirs: unknown }[];
}

/** Fields that follow from others, or that are never typed by a person. */
const derived = new Set(["updated_at", "rank", "description", "has_description", "started_at", "completed_at", "closed_at", "comment_count"]);

/** Notes what edits are about to replace. */
export function noteBefore(pool: Pool, edits: readonly Edit[]): Before {
  const before: Before = [];
  for (const edit of edits) {
    const row = pool.get(edit.kind, edit.id) as unknown as Record<string, unknown> | undefined;
    if (edit.op !== "patch" || row === undefined) continue;
    const fields = Object.keys(edit.data).filter((field) => !derived.has(field));
    if (fields.length > 0) before.push({ kind: edit.kind, id: edit.id, fields: Object.fromEntries(fields.map((field) => [field, row[field]])) });
  }
  return before;
}

/** Returns the question to ask when somebody else changed one of the fields since; null when nobody did. */
export function questionOf(entry: { id: string; label: string; at: number; edits: readonly Edit[]; before?: Before }, pool: Pool): Question | null {
  for (const { kind, id, fields } of entry.before ?? []) {
    const row = pool.confirmed(kind, id) as AnyRow | undefined;
    const edit = entry.edits.find((it) => it.op === "patch" && it.kind === kind && it.id === id);
    if (row === undefined || edit?.op !== "patch") continue;
    const theirs = row as unknown as Record<string, unknown>;
    const mine = edit.data as Record<string, unknown>;
    const overtaken = Object.keys(fields)
      .filter((field) => theirs[field] !== fields[field] && theirs[field] !== mine[field])
      .map((field) => ({ field, mine: mine[field], theirs: theirs[field] }));
    if (overtaken.length > 0) return { id: entry.id, label: entry.label, kind, row: id, at: entry.at, fields: overtaken };
  }
  return null;
}
