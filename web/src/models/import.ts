import { get, send } from "../api/client";
import type { Import, ImportColumn } from "../api/imports";
import type { Page, Visibility } from "../api/types";
import { engine } from "./store";

export type { Import, ImportColumn };
export type { ImportCounts, ImportLinks, ImportPreview, ImportReport } from "../api/imports";

function root(): string {
  return `workspaces/${engine().workspace}/imports`;
}

export async function listImports(): Promise<Import[]> {
  return (await get<Page<Import>>(root())).items;
}

export async function readImport(id: string): Promise<Import> {
  return get<Import>(`${root()}/${id}`);
}

/** Uploads a file; the reply tells what would be imported. Nothing changes yet. */
export async function previewImport(source: "trello", file: File): Promise<Import> {
  return (await send<Import>("POST", root(), { raw: file, query: { source, filename: file.name } })).body;
}

export interface ImportStart {
  project_name?: string;
  project_key?: string;
  visibility?: Visibility;
  /** Lists that are not named become what the preview says. */
  columns?: ImportColumn[];
}

export async function startImport(id: string, body: ImportStart): Promise<Import> {
  return (await send<Import>("POST", `${root()}/${id}/start`, { body })).body;
}

/** Takes an import back: erased, or in the trash when somebody has worked on its project since. */
export async function undoImport(id: string): Promise<Import> {
  return (await send<Import>("POST", `${root()}/${id}/undo`)).body;
}
