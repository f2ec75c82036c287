import { send } from "../api/client";
import type { Member, Role } from "../api/types";
import { useLoad } from "./load";
import { engine, usePool, useRow, useRows } from "./store";
import type { Written } from "./store";

export type { Member, Role };

/**
 * Every person of the workspace by name, those who left included (see
 * removed_at). E-mail addresses, for those who may see them, come on first use:
 * the log does not carry them.
 */
export function useMembers(): readonly Member[] {
  const size = usePool(["members/all"], (it) => it.pool.ids("members", "all").length, 0);
  // Somebody who joined is asked for as well.
  useLoad(size > 0 ? `members:${size}` : null, (it) => it.loadMembers());
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
