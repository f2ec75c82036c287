import type { Label } from "../api/types";
import { newId } from "../sync/ids";
import { engine, useRow, useRows } from "./store";
import type { Written } from "./store";

export type { Label };

/** The workspace's labels by name. */
export function useLabels(): readonly Label[] {
  return useRows("label", "labels", "all");
}

export function useLabel(id: string | null | undefined): Label | undefined {
  return useRow("label", id);
}

export function createLabel(name: string, color: string): Written & { id: string } {
  const id = newId();
  const row: Label = { id, name, color };
  const written = engine().write({
    label: "label.create",
    method: "POST",
    path: "labels",
    body: row,
    edits: [{ op: "put", kind: "label", id, data: row }],
  });
  return { id, ...written };
}

export function updateLabel(id: string, change: { name?: string; color?: string }): Written {
  return engine().write({
    label: "label.update",
    method: "PATCH",
    path: `labels/${id}`,
    body: change,
    edits: [{ op: "patch", kind: "label", id, data: change }],
  });
}

export function deleteLabel(id: string): Written {
  return engine().write({
    label: "label.delete",
    method: "DELETE",
    path: `labels/${id}`,
    edits: [{ op: "remove", kind: "label", id }],
  });
}
