import { get, send } from "../api/client";
import type { Invite, Page, Role } from "../api/types";
import { engine } from "./store";

export type { Invite };

export interface NewInvite {
  role: Role;
  expires_in_days?: number;
  max_uses?: number;
  claims_member_id?: string;
}

export async function listInvites(): Promise<Invite[]> {
  return (await get<Page<Invite>>(`workspaces/${engine().workspace}/invites`)).items;
}

/** Makes an invite; its link is in the reply and never again. */
export async function createInvite(body: NewInvite): Promise<Invite> {
  return (await send<Invite>("POST", `workspaces/${engine().workspace}/invites`, { body })).body;
}

export async function revokeInvite(id: string): Promise<void> {
  await send("DELETE", `workspaces/${engine().workspace}/invites/${id}`);
}
