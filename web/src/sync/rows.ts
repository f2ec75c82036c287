import type {
  Column,
  Comment,
  Favourite,
  Label,
  MeRow,
  Member,
  Project,
  ProjectMember,
  Task,
  Workspace,
} from "../api/types";

/** Every kind of row that the change log carries and the pool holds. */
export interface Rows {
  workspace: Workspace;
  me: MeRow;
  member: Member;
  label: Label;
  project: Project;
  project_member: ProjectMember;
  favourite: Favourite;
  column: Column;
  task: Task;
  comment: Comment;
}

export type Kind = keyof Rows;
export type RowOf<K extends Kind> = Rows[K];
export type AnyRow = Rows[Kind];

export const kinds: readonly Kind[] = [
  "me",
  "workspace",
  "member",
  "label",
  "project",
  "project_member",
  "favourite",
  "column",
  "task",
  "comment",
];

/** Fields that are sets: two people adding different labels both keep theirs. */
export interface SetChange {
  add?: string[];
  remove?: string[];
}

/**
 * One row's part in an edit made here. It is kept as plain data because it
 * waits in IndexedDB and is re-applied on every change of the confirmed row.
 * A put is a creation: once the server has the row, the put says nothing more.
 */
export type Edit =
  | { op: "put"; kind: Kind; id: string; data: object }
  | { op: "patch"; kind: Kind; id: string; data: object; sets?: Record<string, SetChange> }
  | { op: "react"; kind: "comment"; id: string; emoji: string; member: string; on: boolean }
  | { op: "remove"; kind: Kind; id: string };

/** One row's part in a change of the server's log. */
export interface LogRow {
  kind: Kind;
  id: string;
  op: "put" | "patch" | "remove" | "fetch";
  data?: Record<string, unknown>;
}

/** One change of the server's log: one sequence number, delivered whole. */
export interface Change {
  seq: number;
  at: string;
  actor: string | null;
  mutation: string | null;
  rows: LogRow[];
}

/** A place in the log. */
export interface Cursor {
  epoch: string;
  seq: number;
}

/** Reads "EPOCH.SEQ"; null when it is not one. */
export function parseCursor(text: string | null | undefined): Cursor | null {
  if (!text) return null;
  const dot = text.lastIndexOf(".");
  const seq = Number(text.slice(dot + 1));
  if (dot < 1 || !Number.isSafeInteger(seq) || seq < 0) return null;
  return { epoch: text.slice(0, dot), seq };
}

export function formatCursor(cursor: Cursor): string {
  return `${cursor.epoch}.${cursor.seq}`;
}

/** Returns the row with one edit applied; undefined when it is gone. */
export function applyEdit(row: AnyRow | undefined, edit: Edit): AnyRow | undefined {
  switch (edit.op) {
    case "put":
      return row ?? (edit.data as AnyRow);
    case "remove":
      return undefined;
    case "react":
      return row === undefined ? undefined : react(row as Comment, edit.emoji, edit.member, edit.on);
    case "patch": {
      if (row === undefined) return undefined;
      const next: Record<string, unknown> = { ...row, ...edit.data };
      for (const [field, change] of Object.entries(edit.sets ?? {})) {
        next[field] = changeSet(next[field], change);
      }
      return next as unknown as AnyRow;
    }
  }
}

function changeSet(value: unknown, change: SetChange): string[] {
  const list = Array.isArray(value) ? (value as string[]) : [];
  const kept = list.filter((id) => !(change.remove ?? []).includes(id));
  for (const id of change.add ?? []) if (!kept.includes(id)) kept.push(id);
  return kept;
}

function react(comment: Comment, emoji: string, member: string, on: boolean): Comment {
  const reactions = comment.reactions
    .map((reaction) =>
      reaction.emoji === emoji ? { emoji, members: reaction.members.filter((id) => id !== member) } : reaction,
    )
    .filter((reaction) => reaction.members.length > 0 || (on && reaction.emoji === emoji));
  if (on) {
    const at = reactions.findIndex((reaction) => reaction.emoji === emoji);
    if (at < 0) reactions.push({ emoji, members: [member] });
    else reactions[at] = { emoji, members: [...reactions[at]!.members, member] };
  }
  return { ...comment, reactions };
}
