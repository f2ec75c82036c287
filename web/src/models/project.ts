import { useMemo } from "react";
import { send } from "../api/client";
import type { Category, Column, MeRow, Project, ProjectMember, ProjectRole, Visibility } from "../api/types";
import { newId } from "../sync/ids";
import { rankBetween, ranksBetween } from "../sync/rank";
import type { Edit } from "../sync/rows";
import { engine, useIds, useRow, useRows } from "./store";
import type { Written } from "./store";
import { useMyMembership } from "./workspace";

export type { Project, ProjectMember, ProjectRole, Visibility };

/** The projects that I may see and that are not archived, by name. */
export function useProjects(): readonly Project[] {
  const rows = useRows("project", "projects", "all");
  return useMemo(() => rows.filter((project) => project.archived_at === null), [rows]);
}

export function useArchivedProjects(): readonly Project[] {
  const rows = useRows("project", "projects", "all");
  return useMemo(() => rows.filter((project) => project.archived_at !== null), [rows]);
}

/** The projects in which I may make and change tasks. */
export function useWritableProjects(): readonly Project[] {
  const projects = useProjects();
  const me = useMyMembership();
  const explicit = useRows("project_member", "projectMembersOf", me?.member_id);
  return useMemo(() => {
    if (me === undefined) return [];
    const mine = new Map(explicit.map((row) => [row.project_id, row]));
    return projects.filter((project) => ["editor", "admin"].includes(projectRole(project, me, mine.get(project.id)) ?? ""));
  }, [projects, me, explicit]);
}

/** Whether "New task" makes sense for me; where no project is yet, it leads to the first one. */
export function useMayCreateTasks(): boolean {
  const projects = useProjects();
  const writable = useWritableProjects();
  const me = useMyMembership();
  return writable.length > 0 || (projects.length === 0 && me !== undefined && me.role !== "guest");
}

/** My favourite projects in my order. */
export function useFavouriteProjects(): readonly Project[] {
  const favourites = useRows("favourite", "favourites", "all");
  const projects = useProjects();
  return useMemo(
    () =>
      favourites
        .map((favourite) => projects.find((project) => project.id === favourite.id))
        .filter((project) => project !== undefined),
    [favourites, projects],
  );
}

export function useIsFavourite(project: string | undefined): boolean {
  return useRow("favourite", project) !== undefined;
}

/** A project by its key ("WEB", any case) or its id. */
export function useProject(key: string | null | undefined): Project | undefined {
  const ids = useIds("projectsByKey", key?.toUpperCase());
  const byId = useRow("project", key);
  const byKey = useRow("project", ids[0]);
  return byKey ?? byId;
}

export function readProject(id: string): Project | undefined {
  return engine().pool.get("project", id);
}

/** The explicit rows of a project's people; see useProjectRole for what a person may do. */
export function useProjectMembers(project: string | undefined): readonly ProjectMember[] {
  return useRows("project_member", "projectMembers", project);
}

/** What a member may do in a project; null when it is hidden from them. */
export function projectRole(project: Project, me: MeRow, explicit: ProjectMember | undefined): ProjectRole | null {
  if (me.role === "owner" || me.role === "admin") return "admin";
  if (explicit !== undefined) return explicit.role;
  return me.role === "member" && project.visibility === "workspace" ? "editor" : null;
}

/** My role in a project; null while unknown. */
export function useProjectRole(id: string | undefined): ProjectRole | null {
  const project = useRow("project", id);
  const me = useMyMembership();
  const explicit = useRow("project_member", id && me ? `${id}:${me.member_id}` : undefined);
  if (project === undefined || me === undefined) return null;
  return projectRole(project, me, explicit) ?? project.my_role ?? null;
}

export interface Can {
  comment: boolean;
  edit: boolean;
  administer: boolean;
}

/** What I may do in a project; all false while unknown. */
export function useCan(project: string | undefined): Can {
  const role = useProjectRole(project);
  return useMemo(
    () => ({
      comment: role === "commenter" || role === "editor" || role === "admin",
      edit: role === "editor" || role === "admin",
      administer: role === "admin",
    }),
    [role],
  );
}

export interface NewProject {
  key: string;
  name: string;
  color: string;
  icon?: string;
  description?: string;
  visibility: Visibility;
}

const usual: { name: string; category: Category; color: string }[] = [
  { name: "Backlog", category: "backlog", color: "gray" },
  { name: "To do", category: "todo", color: "blue" },
  { name: "In progress", category: "in_progress", color: "amber" },
  { name: "Done", category: "done", color: "green" },
  { name: "Cancelled", category: "cancelled", color: "gray" },
];

/** Creates a project. It is painted with the usual columns until the server's arrive. */
export function createProject(input: NewProject): Written & { id: string } {
  const id = newId();
  const now = new Date().toISOString();
  const row: Project = {
    id,
    key: input.key,
    name: input.name,
    color: input.color,
    icon: input.icon ?? "",
    description: input.description ?? "",
    visibility: input.visibility,
    archived_at: null,
    created_at: now,
    created_by: engine().member,
    my_role: "admin",
  };
  const ranks = ranksBetween(null, null, usual.length);
  const columns = usual.map((column, at): Edit => {
    const column_id = newId();
    const data: Column = { id: column_id, project_id: id, rank: ranks[at]!, wip_limit: null, archived_at: null, ...column };
    return { op: "put", kind: "column", id: column_id, data };
  });
  const written = engine().write({
    label: "project.create",
    method: "POST",
    path: "projects",
    body: { id, ...input },
    edits: [{ op: "put", kind: "project", id, data: row }, ...columns],
  });
  return { id, ...written };
}

export interface ProjectChange {
  key?: string;
  name?: string;
  color?: string;
  icon?: string;
  description?: string;
  visibility?: Visibility;
}

export function updateProject(id: string, change: ProjectChange): Written {
  return engine().write({
    label: "project.update",
    method: "PATCH",
    path: `projects/${id}`,
    body: change,
    edits: [{ op: "patch", kind: "project", id, data: change }],
  });
}

export function archiveProject(id: string, archived = true): Written {
  return engine().write({
    label: archived ? "project.archive" : "project.unarchive",
    method: "PATCH",
    path: `projects/${id}`,
    body: { archived },
    edits: [{ op: "patch", kind: "project", id, data: { archived_at: archived ? new Date().toISOString() : null } }],
  });
}

/** Moves a project to the trash; `undo` brings it back. */
export function deleteProject(id: string): Written & { undo: () => void } {
  const written = engine().write({
    label: "project.delete",
    method: "DELETE",
    path: `projects/${id}`,
    edits: [{ op: "remove", kind: "project", id }],
  });
  return { ...written, undo: () => void restoreProject(id) };
}

export function restoreProject(id: string): Written {
  return engine().write({ label: "project.restore", method: "POST", path: `projects/${id}/restore`, edits: [] });
}

export function toggleFavourite(id: string): Written {
  const { pool } = engine();
  if (pool.get("favourite", id) !== undefined) {
    return engine().write({
      label: "project.unfavourite",
      method: "DELETE",
      path: `projects/${id}/favourite`,
      edits: [{ op: "remove", kind: "favourite", id }],
    });
  }
  const last = pool.rows("favourite", "favourites", "all").at(-1);
  return engine().write({
    label: "project.favourite",
    method: "PUT",
    path: `projects/${id}/favourite`,
    edits: [{ op: "put", kind: "favourite", id, data: { id, rank: rankBetween(last?.rank ?? null, null) } }],
  });
}

export function setProjectMember(project: string, member: string, role: ProjectRole): Written {
  const id = `${project}:${member}`;
  return engine().write({
    label: "project.member",
    method: "PUT",
    path: `projects/${project}/members/${member}`,
    body: { role },
    edits: [
      { op: "put", kind: "project_member", id, data: { id, project_id: project, member_id: member, role } },
      { op: "patch", kind: "project_member", id, data: { role } },
    ],
  });
}

export function removeProjectMember(project: string, member: string): Written {
  return engine().write({
    label: "project.member.remove",
    method: "DELETE",
    path: `projects/${project}/members/${member}`,
    edits: [{ op: "remove", kind: "project_member", id: `${project}:${member}` }],
  });
}

/** Exists for callers that need the answer (a taken key, say) before they go on. */
export async function checkProjectKey(key: string): Promise<boolean> {
  try {
    await send("GET", `workspaces/${engine().workspace}/projects/${encodeURIComponent(key)}`);
    return false;
  } catch {
    return true;
  }
}
