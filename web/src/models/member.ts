import { send } from "../api/client";
import type { Member, Role } from "../api/types";
import { engine, useRow, useRows } from "./store";
import type { Written } from "./store";

export type { Member, Role };

/** Every person of the workspace by name, those who left included (see removed_at). */
export function useMembers(): readonly Member[] {
  return useRows("member", "members", "all");
}

export function useMember(id: string | null | undefined): Member | undefined {
  return useRow("member", id);
}

/** Returns a member without subscribing; for menus and handlers. */
export function readMember(id: string): Member | undefined {
  return engine().pool.get("member", id);
}

export function setRole(member: string, role: Role): Written {
  return engine().write({
    label: "member.role",
    method: "PATCH",
    path: `members/${member}`,
    body: { role },
    edits: [{ op: "patch", kind: "member", id: member, data: { role } }],
  });
}

export function removeMember(member: string): Written {
  return engine().write({
    label: "member.remove",
    method: "DELETE",
    path: `members/${member}`,
    edits: [{ op: "patch", kind: "member", id: member, data: { removed_at: new Date().toISOString() } }],
  });
}

/** Gives everything assigned to one member (often an imported placeholder) to another. */
export async function reassignMember(member: string, to: string): Promise<void> {
  await send("POST", `workspaces/${engine().workspace}/members/${member}/reassign`, { body: { to } });
}
