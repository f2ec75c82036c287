import { get } from "../api/client";
import type { Page, TrashItem } from "../api/types";
import { restoreComment } from "./comment";
import { restoreProject } from "./project";
import { engine } from "./store";
import type { Written } from "./store";
import { restoreTask } from "./task-verbs";

export type { TrashItem };

export async function listTrash(cursor?: string): Promise<Page<TrashItem>> {
  return get<Page<TrashItem>>(`workspaces/${engine().workspace}/trash`, { cursor });
}

export function restoreFromTrash(item: TrashItem): Written {
  if (item.kind === "project") return restoreProject(item.id);
  if (item.kind === "comment") return restoreComment(item.id);
  return restoreTask(item.id);
}
