import { useSyncExternalStore } from "react";
import { get, send } from "../api/client";
import { ApiError } from "../api/client";
import type { Instance, InvitePreview, Me } from "../api/types";
import { forget } from "../sync/cache";
import { currentEngine, setEngine } from "./store";

export { ApiError };
export type { Instance, InvitePreview, Me };

/** Who is signed in. "loading" lasts only until the first answer when nothing is remembered. */
export type SessionState =
  | { status: "loading" }
  | { status: "signed-out"; /** The server ended the session; nobody here asked for it. */ ended?: boolean }
  | { status: "unreachable"; error: ApiError }
  | { status: "signed-in"; me: Me };

const remembered = "taskflow.me";

let state: SessionState = { status: "loading" };
let started = false;
const listeners = new Set<() => void>();

function set(next: SessionState): void {
  // The same person again is no news to what shows them.
  if (next.status === "signed-in" && state.status === "signed-in" && JSON.stringify(next.me) === JSON.stringify(state.me)) return;
  state = next;
  try {
    if (next.status === "signed-in") localStorage.setItem(remembered, JSON.stringify(next.me));
    else if (next.status === "signed-out") localStorage.removeItem(remembered);
  } catch {
    // Without storage the next visit asks the server first.
  }
  for (const listener of listeners) listener();
}

/** Returns the session as it is now; for code outside components. */
export function readSession(): SessionState {
  return state;
}

/** Replaces what is known about the signed-in person; called by the account's verbs. */
export function setMe(me: Me): void {
  set({ status: "signed-in", me });
}

/** Says that the server no longer knows this session. The outbox is kept. */
export function markSignedOut(): void {
  if (state.status !== "signed-out") set({ status: "signed-out", ended: state.status === "signed-in" });
}

/** Asks the server who is signed in. A remembered person is shown meanwhile. */
export async function refreshSession(): Promise<void> {
  try {
    set({ status: "signed-in", me: await get<Me>("me") });
  } catch (cause) {
    if (!(cause instanceof ApiError)) throw cause;
    if (cause.status === 401) markSignedOut();
    else if (state.status === "loading") set({ status: "unreachable", error: cause });
  }
}

function start(): void {
  started = true;
  addEventListener("storage", onStorage);
  try {
    const text = localStorage.getItem(remembered);
    if (text !== null) state = { status: "signed-in", me: JSON.parse(text) as Me };
  } catch {
    // What cannot be read is asked for again.
  }
  void refreshSession();
}

/** What another tab of this browser learned. That somebody signed out there, or as another person, is asked for. */
function onStorage(event: StorageEvent): void {
  if (event.key !== remembered || state.status !== "signed-in") return;
  const me = event.newValue === null ? null : (JSON.parse(event.newValue) as Me);
  if (me?.id !== state.me.id) return void refreshSession();
  state = { status: "signed-in", me };
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  if (!started) start();
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useSession(): SessionState {
  return useSyncExternalStore(subscribe, readSession);
}

/** The signed-in account, or null. */
export function useMe(): Me | null {
  const session = useSession();
  return session.status === "signed-in" ? session.me : null;
}

export async function readInstance(): Promise<Instance> {
  return get<Instance>("instance");
}

export interface SignUp {
  name: string;
  email: string;
  password: string;
  workspace_name?: string;
  setup_code?: string;
  invite_token?: string;
}

export async function signUp(body: SignUp): Promise<Me> {
  await send("POST", "auth/sign-up", { body });
  return afterSignIn();
}

export async function signIn(email: string, password: string): Promise<Me> {
  await send("POST", "auth/sign-in", { body: { email, password } });
  return afterSignIn();
}

async function afterSignIn(): Promise<Me> {
  const me = await get<Me>("me");
  set({ status: "signed-in", me });
  return me;
}

/** Signs out and forgets the rows kept in this browser; edits that were not sent yet stay for the next sign-in. */
export async function signOut(): Promise<void> {
  const account = state.status === "signed-in" ? state.me.id : null;
  await send("POST", "auth/sign-out");
  currentEngine()?.stop();
  setEngine(null);
  if (account !== null) await forget(account);
  set({ status: "signed-out" });
}

export async function previewInvite(token: string): Promise<InvitePreview> {
  return get<InvitePreview>(`invites/${encodeURIComponent(token)}`);
}

/** Joins the workspace of an invite; the session then lists it. */
export async function acceptInvite(token: string): Promise<void> {
  await send("POST", `invites/${encodeURIComponent(token)}/accept`);
  await refreshSession();
}
