import { get, send } from "../api/client";
import type { Me, Page, Preferences, Session, Token, TokenScope } from "../api/types";
import { readSession, refreshSession, setMe } from "./session";

export type { Preferences, Session, Token, TokenScope };

export interface ProfileChange {
  name?: string;
  initials?: string;
  color?: string;
  zone?: string;
  locale?: string;
  week_start?: number;
  preferences?: Partial<Preferences>;
}

/** Changes the profile; what is shown changes at once and goes back if the server refuses. */
export async function updateProfile(change: ProfileChange): Promise<void> {
  const session = readSession();
  const before = session.status === "signed-in" ? session.me : null;
  const body: Record<string, unknown> = { ...change };
  if (before !== null && change.preferences !== undefined) {
    body["preferences"] = { ...before.preferences, ...change.preferences };
  }
  if (before !== null) setMe({ ...before, ...body } as Me);
  try {
    const { body: saved } = await send<Partial<Me> | undefined>("PATCH", "me", { body });
    if (before !== null && saved !== undefined) setMe({ ...before, ...saved });
  } catch (cause) {
    if (before !== null) setMe(before);
    throw cause;
  }
}

export async function changePassword(current: string, next: string): Promise<void> {
  await send("POST", "me/password", { body: { current, new: next } });
}

export async function changeEmail(password: string, email: string): Promise<void> {
  await send("POST", "me/email", { body: { password, email } });
  await refreshSession();
}

export async function listSessions(): Promise<Session[]> {
  return (await get<Page<Session>>("me/sessions")).items;
}

export async function revokeSession(id: string): Promise<void> {
  await send("DELETE", `me/sessions/${id}`);
}

export async function revokeOtherSessions(): Promise<void> {
  await send("DELETE", "me/sessions");
}

export async function listTokens(): Promise<Token[]> {
  return (await get<Page<Token>>("me/tokens")).items;
}

/** Makes a token; its secret is in the reply and never again. */
export async function createToken(name: string, scope: TokenScope, expiresInDays: number | null): Promise<Token> {
  const body: Record<string, unknown> = { name, scope };
  if (expiresInDays !== null) body["expires_in_days"] = expiresInDays;
  return (await send<Token>("POST", "me/tokens", { body })).body;
}

export async function revokeToken(id: string): Promise<void> {
  await send("DELETE", `me/tokens/${id}`);
}
