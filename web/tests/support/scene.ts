// Browser contexts of people, and everything that must never happen in one.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type Browser, type BrowserContext, type BrowserContextOptions, expect, type Locator, type Page } from "@playwright/test";
import { browserCookies, call, type Person, type WorkspaceRef } from "./people.ts";
import type { Server } from "./server.ts";

/** The real export of a Trello board. */
export const boardFile = resolve(import.meta.dirname, "../../../internal/importer/trello/testdata/trello-public-board.json");

/** What went wrong in a page: console errors, exceptions, refusals of the content security policy. */
export interface Watch {
  problems: string[];
}

/**
 * Collects what must never happen. The browser itself writes an error for every reply that is
 * no success and for every request without a network; `allowed` names those that a test causes.
 */
export async function watchContext(context: BrowserContext, allowed: RegExp | null = null): Promise<Watch> {
  const watch: Watch = { problems: [] };
  await context.exposeBinding("reportViolation", (_, text: string) => void watch.problems.push(`policy: ${text}`));
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      const report = (globalThis as unknown as { reportViolation: (text: string) => void }).reportViolation;
      report(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber} ${event.sample}`);
    });
  });
  context.on("console", (message) => {
    if (message.type() !== "error") return;
    const text = `${message.text()} ${message.location().url}`;
    if (!allowed?.test(text)) watch.problems.push(`console: ${text}`);
  });
  context.on("weberror", (error) => void watch.problems.push(`exception: ${error.error().stack ?? error.error().message}`));
  return watch;
}

/** A person at a browser of their own. */
export interface Seat {
  page: Page;
  context: BrowserContext;
  watch: Watch;
  go(path: string): Promise<void>;
}

export async function sit(
  browser: Browser,
  server: Pick<Server, "url">,
  who: Person | null,
  path: string,
  options: BrowserContextOptions & { allowed?: RegExp } = {},
): Promise<Seat> {
  const { allowed, ...rest } = options;
  const context = await browser.newContext({ reducedMotion: "reduce", ...rest });
  const watch = await watchContext(context, allowed ?? null);
  if (who) await context.addCookies(browserCookies(server as Server, who));
  const page = await context.newPage();
  const go = async (to: string) => void (await page.goto(server.url + to));
  await go(path);
  return { page, context, watch, go };
}

/** Imports the real board through the API; returns the project's key. */
export async function importBoard(server: Pick<Server, "url">, who: Person, ws: WorkspaceRef): Promise<string> {
  const reply = await fetch(`${server.url}/api/v1/workspaces/${ws.slug}/imports?source=trello&filename=board.json`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Cookie: who.cookie },
    body: readFileSync(boardFile),
  });
  if (!reply.ok) throw new Error(`imports: ${reply.status} ${await reply.text()}`);
  const { id } = (await reply.json()) as { id: string };
  await call(server, who, "POST", `/workspaces/${ws.slug}/imports/${id}/start`, { project_name: "Public board", project_key: "TRL" });
  await expect
    .poll(async () => (await call<{ state: string }>(server, who, "GET", `/workspaces/${ws.slug}/imports/${id}`)).state)
    .toBe("done");
  return "TRL";
}

export interface ProjectRow {
  id: string;
  key: string;
}
export interface ColumnRow {
  id: string;
  name: string;
  category: string;
}
export interface TaskRow {
  id: string;
  key: string;
  title: string;
  column_id: string;
  project_id: string;
  labels: string[];
  assignees: string[];
}

export async function makeProject(
  server: Pick<Server, "url">,
  who: Person,
  ws: WorkspaceRef,
  key: string,
  name: string,
  visibility: "workspace" | "private" = "workspace",
): Promise<ProjectRow> {
  return call<ProjectRow>(server, who, "POST", `/workspaces/${ws.slug}/projects`, { key, name, color: "indigo", visibility });
}

export async function columnsOf(server: Pick<Server, "url">, who: Person, ws: WorkspaceRef, key: string): Promise<ColumnRow[]> {
  return (await call<{ items: ColumnRow[] }>(server, who, "GET", `/workspaces/${ws.slug}/projects/${key}/columns`)).items;
}

export async function makeTask(server: Pick<Server, "url">, who: Person, ws: WorkspaceRef, body: Record<string, unknown>): Promise<TaskRow> {
  return call<TaskRow>(server, who, "POST", `/workspaces/${ws.slug}/tasks`, body);
}

export async function readTask<T = TaskRow>(server: Pick<Server, "url">, who: Person, ws: WorkspaceRef, key: string): Promise<T> {
  return call<T>(server, who, "GET", `/workspaces/${ws.slug}/tasks/${key}`);
}

export async function tasksOf(server: Pick<Server, "url">, who: Person, ws: WorkspaceRef, key: string): Promise<TaskRow[]> {
  return (await call<{ items: TaskRow[] }>(server, who, "GET", `/workspaces/${ws.slug}/tasks?project=${key}&closed=all&limit=200`)).items;
}

/** A column of the board that is shown. */
export const columnOf = (page: Page, name: string): Locator =>
  page.locator("section[data-column]").filter({ has: page.getByRole("heading", { name, exact: true }) });

/** A card of the board, or a row of a list. */
export const cardOf = (where: Page | Locator, title: string): Locator => where.locator("[data-task]:not([data-place])").filter({ hasText: title });

/** Chooses an option of the picker that is open. */
export async function choose(page: Page, name: string | RegExp): Promise<void> {
  await page.getByRole("option", { name }).first().click();
}
