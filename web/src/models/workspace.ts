import { useEffect, useSyncExternalStore } from "react";
import { get, send } from "../api/client";
import type { Membership, MeRow, Page, Workspace } from "../api/types";
import { Engine } from "../sync/engine";
import type { EngineState } from "../sync/engine";
import { markSignedOut, refreshSession, useSession } from "./session";
import { currentEngine, setEngine, useIds, useRow } from "./store";

export type { Membership, Workspace };

/** "ready" once rows can be shown: from the cache, or from the first answer. */
export type WorkspaceState = "closed" | EngineState;

const listeners = new Set<() => void>();
let open: { key: string; engine: Engine; stop: () => void } | null = null;

function changed(): void {
  for (const listener of listeners) listener();
}

function readState(): WorkspaceState {
  return currentEngine()?.state ?? "closed";
}

/** Opens one of my workspaces; opening the open one again does nothing. */
export function openWorkspace(membership: Membership, account: string): void {
  const key = `${account}/${membership.id}`;
  if (open?.key === key && currentEngine() === open.engine) {
    // Signed in again: what was paused goes on.
    if (open.engine.status.paused !== null) open.engine.retryNow();
    return;
  }
  closeWorkspace();
  const engine = new Engine({ account, workspace: membership.id, member: membership.member_id, role: membership.role });
  const stopState = engine.on("state", changed);
  const stopSession = engine.on("signed-out", markSignedOut);
  open = {
    key,
    engine,
    stop: () => {
      stopState();
      stopSession();
      engine.stop();
    },
  };
  setEngine(engine);
  changed();
  void engine.start();
}

/** Closes the open workspace; what waits to be sent stays in the outbox. */
export function closeWorkspace(): void {
  if (open === null) return;
  const { stop } = open;
  open = null;
  setEngine(null);
  stop();
  changed();
}

/**
 * Opens the workspace with this slug for as long as the component is mounted
 * and says how far it is. "not-found" when it is not one of mine.
 */
export function useOpenWorkspace(slug: string): WorkspaceState | "not-found" {
  const state = useSyncExternalStore(subscribe, readState);
  const session = useSession();
  const me = session.status === "signed-in" ? session.me : null;
  const membership = me?.workspaces.find((it) => it.slug === slug || it.id === slug);
  useEffect(() => {
    if (me !== null && membership !== undefined) openWorkspace(membership, me.id);
  }, [me, membership]);
  useEffect(() => closeWorkspace, []);
  return membership === undefined && me !== null ? "not-found" : state;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The open workspace's row. */
export function useWorkspace(): Workspace | undefined {
  const ids = useIds("workspaces", "all");
  return useRow("workspace", ids[0]);
}

/** Who I am in the open workspace. */
export function useMyMembership(): MeRow | undefined {
  const ids = useIds("me", "all");
  return useRow("me", ids[0]);
}

export async function listWorkspaces(): Promise<Membership[]> {
  return (await get<Page<Membership>>("workspaces")).items;
}

/** The key of the sample project that a new workspace can begin with. */
export const sampleKey = "TOUR";

export interface NewWorkspace {
  name: string;
  slug?: string;
  /** With a sample project to look at. */
  sample?: boolean;
}

export async function createWorkspace(body: NewWorkspace): Promise<Workspace> {
  const made = await send<Workspace>("POST", "workspaces", { body });
  await refreshSession();
  return made.body;
}

/** The key of a project to begin with, before the workspace is open; undefined when there is none for me. */
export async function firstProjectKey(workspace: string): Promise<string | undefined> {
  return (await get<Page<{ key: string }>>(`workspaces/${workspace}/projects`, { limit: 1 })).items[0]?.key;
}

export async function updateWorkspace(id: string, change: { name?: string; slug?: string }): Promise<void> {
  await send("PATCH", `workspaces/${id}`, { body: change });
  await refreshSession();
}

export async function deleteWorkspace(id: string): Promise<void> {
  await send("DELETE", `workspaces/${id}`);
  closeWorkspace();
  await refreshSession();
}

export async function leaveWorkspace(id: string): Promise<void> {
  await send("POST", `workspaces/${id}/leave`);
  closeWorkspace();
  await refreshSession();
}

export async function transferWorkspace(id: string, member: string): Promise<void> {
  await send("POST", `workspaces/${id}/transfer`, { body: { member_id: member } });
}
