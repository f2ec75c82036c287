import { useMemo } from "react";
import type { Comment } from "../api/types";
import { newId } from "../sync/ids";
import { useLoad } from "./load";
import type { Loading } from "./load";
import { engine, useRow, useRows } from "./store";
import type { Written } from "./store";

export type { Comment };

/** A task's comments from the oldest, deleted ones left out; loaded on demand and then live. */
export function useComments(task: string | null | undefined): { comments: readonly Comment[]; status: Loading } {
  const rows = useRows("comment", "comments", task);
  const status = useLoad(task ? `comments:${task}` : null, (it) => it.loadComments(task!));
  const comments = useMemo(() => rows.filter((comment) => comment.deleted_at === null), [rows]);
  return { comments, status };
}

export function useComment(id: string | null | undefined): Comment | undefined {
  return useRow("comment", id);
}

export function addComment(taskId: string, body: string): Written & { id: string } {
  const { pool, member } = engine();
  const task = pool.get("task", taskId);
  const id = newId();
  const row: Comment = {
    id,
    task_id: taskId,
    project_id: task?.project_id ?? "",
    author_id: member,
    body,
    created_at: new Date().toISOString(),
    edited_at: null,
    deleted_at: null,
    reactions: [],
  };
  const written = engine().write({
    label: "comment.add",
    method: "POST",
    path: `tasks/${taskId}/comments`,
    body: { id, body },
    edits: [
      { op: "put", kind: "comment", id, data: row },
      { op: "patch", kind: "task", id: taskId, data: { comment_count: (task?.comment_count ?? 0) + 1 } },
    ],
    creates: id,
  });
  return { id, ...written };
}

export function editComment(id: string, body: string): Written {
  return engine().write({
    label: "comment.edit",
    method: "PATCH",
    path: `comments/${id}`,
    body: { body },
    edits: [{ op: "patch", kind: "comment", id, data: { body, edited_at: new Date().toISOString() } }],
  });
}

/** Deletes a comment at once; `undo` brings it back. */
export function deleteComment(id: string): Written & { undo: () => void } {
  const was = engine().pool.get("comment", id);
  const written = engine().write({
    label: "comment.delete",
    method: "DELETE",
    path: `comments/${id}`,
    edits: [{ op: "patch", kind: "comment", id, data: { deleted_at: new Date().toISOString() } }],
  });
  return { ...written, undo: () => void restoreComment(id, was) };
}

export function restoreComment(id: string, was?: Comment): Written {
  return engine().write({
    label: "comment.restore",
    method: "POST",
    path: `comments/${id}/restore`,
    edits: [
      ...(was ? [{ op: "put" as const, kind: "comment" as const, id, data: { ...was, deleted_at: null } }] : []),
      { op: "patch", kind: "comment", id, data: { deleted_at: null } },
    ],
  });
}

/** Adds my reaction, or takes it back. */
export function toggleReaction(id: string, emoji: string): Written {
  const { pool, member } = engine();
  const mine = pool.get("comment", id)?.reactions.some((it) => it.emoji === emoji && it.members.includes(member)) ?? false;
  return engine().write({
    label: mine ? "comment.unreact" : "comment.react",
    method: mine ? "DELETE" : "PUT",
    path: `comments/${id}/reactions/${encodeURIComponent(emoji)}`,
    edits: [{ op: "react", kind: "comment", id, emoji, member, on: !mine }],
  });
}
