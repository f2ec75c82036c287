// What tests do as a person through the API, before a browser is involved.
import type { Server } from "./server.ts";

export const password = "correct horse battery staple";

export interface Person {
  name: string;
  email: string;
  /** The Cookie header of the signed-in session. */
  cookie: string;
  account: string;
}

/** A request with a person's session; throws with the problem when refused. */
export async function call<T>(server: Pick<Server, "url">, who: Person | null, method: string, path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (who) headers["Cookie"] = who.cookie;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const reply = await fetch(`${server.url}/api/v1${path}`, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  const text = await reply.text();
  if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${text}`);
  return (text ? JSON.parse(text) : undefined) as T;
}

async function withSession(server: Server, path: string, body: unknown): Promise<string> {
  const reply = await fetch(`${server.url}/api/v1${path}`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`);
  return reply.headers.getSetCookie().map((c) => c.split(";")[0]).join("; ");
}

async function person(server: Server, name: string, email: string, cookie: string): Promise<Person> {
  const me = await call<{ id: string }>(server, { name, email, cookie, account: "" }, "GET", "/me");
  return { name, email, cookie, account: me.id };
}

/** The first visitor: owner of a workspace. */
export async function signUpOwner(server: Server, name = "Ana Silva", workspace = "Lighthouse"): Promise<Person> {
  const email = "ana@example.com";
  const cookie = await withSession(server, "/auth/sign-up", { name, email, password, workspace_name: workspace });
  return person(server, name, email, cookie);
}

export interface WorkspaceRef {
  id: string;
  slug: string;
  member_id: string;
}

export async function firstWorkspace(server: Server, who: Person): Promise<WorkspaceRef> {
  const me = await call<{ workspaces: WorkspaceRef[] }>(server, who, "GET", "/me");
  const first = me.workspaces[0];
  if (!first) throw new Error("no workspace");
  return first;
}

/** A second person, by invite link. */
export async function invite(server: Server, owner: Person, ws: WorkspaceRef, name: string, role = "member"): Promise<Person> {
  const made = await call<{ link: string }>(server, owner, "POST", `/workspaces/${ws.slug}/invites`, { role, expires_in_days: 7 });
  const token = made.link.split("/").at(-1) ?? "";
  const email = `${name.toLowerCase().replaceAll(" ", ".")}@example.com`;
  const cookie = await withSession(server, "/auth/sign-up", { name, email, password, invite_token: token });
  return person(server, name, email, cookie);
}

/** The cookies for a browser context. */
export function browserCookies(server: Server, who: Person) {
  return who.cookie.split("; ").map((pair) => {
    const at = pair.indexOf("=");
    return { name: pair.slice(0, at), value: pair.slice(at + 1), url: server.url };
  });
}
