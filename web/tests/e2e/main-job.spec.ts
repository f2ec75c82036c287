// The main job on real input: a real board imported through the page, two
// people working on it, each seeing the other's changes as they happen.
import { expect, test, type Browser, type Page } from "@playwright/test";
import { resolve } from "node:path";
import { median, watchForText } from "../support/paint.ts";
import { startPair } from "../support/pair.ts";
import { browserCookies, call, firstWorkspace, invite, password, type Person, type WorkspaceRef } from "../support/people.ts";
import { startServer } from "../support/server.ts";

const board = resolve(import.meta.dirname, "../../../internal/importer/trello/testdata/trello-public-board.json");

interface Side {
  url: string;
}

/** The first visitor, by the browser. */
async function setUp(page: Page, side: Side): Promise<Person> {
  await page.goto(side.url);
  await page.getByLabel("Your name").fill("Ana Silva");
  await page.getByLabel("E-mail").fill("ana@example.com");
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByLabel("Workspace name").fill("Lighthouse");
  await page.getByRole("button", { name: "Create account and workspace" }).click();
  await expect(page.getByText("Take the tour").first()).toBeVisible();
  const cookies = await page.context().cookies();
  const cookie = cookies.map((c) => `${c.name}=${c.value}`).join("; ");
  const who = { name: "Ana Silva", email: "ana@example.com", cookie, account: "" };
  who.account = (await call<{ id: string }>(side, who, "GET", "/me")).id;
  return who;
}

interface Report {
  columns: number;
  tasks: number;
  tasks_archived: number;
  comments: number;
  members: number;
  placeholders: number;
  labels: number;
  checklists: number;
  due_dates: number;
  list_moves: number;
}

/** The import, by the page; returns the project's key. */
async function importBoard(page: Page, side: Side, who: Person, ws: WorkspaceRef): Promise<string> {
  await page.goto(`${side.url}/${ws.slug}/import`);
  await page.locator("input[type=file]").setInputFiles(board);
  await expect(page.getByRole("main")).toContainText("17");
  await page.getByRole("button", { name: "Import 40 cards" }).click();
  await expect(page.getByRole("button", { name: /undo/i })).toBeVisible();
  const imports = await call<{ items: { state: string; report: Report; project_id: string }[] }>(side, who, "GET", `/workspaces/${ws.slug}/imports`);
  const done = imports.items[0];
  expect(done?.state).toBe("done");
  const r = done?.report as Report;
  expect({ ...pick(r), people: r.members + r.placeholders }).toEqual({
    columns: 7, tasks: 40, tasks_archived: 1, comments: 17, labels: 8, checklists: 2, due_dates: 2, list_moves: 48, people: 8,
  });
  const project = await call<{ key: string }>(side, who, "GET", `/workspaces/${ws.slug}/projects/${done?.project_id}`);
  return project.key;
}

function pick(r: Report) {
  const { columns, tasks, tasks_archived, comments, labels, checklists, due_dates, list_moves } = r;
  return { columns, tasks, tasks_archived, comments, labels, checklists, due_dates, list_moves };
}

const column = (page: Page, name: string) => page.locator("[data-column]").filter({ has: page.getByRole("heading", { name }) });
const card = (page: Page, title: string) => page.locator("[data-task]").filter({ hasText: title });

async function openAs(browser: Browser, side: Side, who: Person, path: string): Promise<Page> {
  const context = await browser.newContext();
  await context.addCookies(browserCookies({ url: side.url } as never, who));
  const page = await context.newPage();
  await page.goto(side.url + path);
  return page;
}

/** Two people on the board; a and b may be at different servers. */
async function workTogether(browser: Browser, page: Page, a: Side, b: Side, name: string): Promise<void> {
  const ana = await setUp(page, a);
  const ws = await firstWorkspace(a as never, ana);
  const key = await importBoard(page, a, ana, ws);
  const ben = await invite(b as never, ana, ws, "Ben Okafor");
  const path = `/${ws.slug}/project/${key}/board`;
  await page.goto(a.url + path);
  const other = await openAs(browser, b, ben, path);
  for (const p of [page, other]) await expect(card(p, "#18 Marketing Plan")).toBeVisible();

  // A card moved by Ana, through the menu, is in its new column for Ben.
  const moving = card(page, "#18 Marketing Plan");
  await moving.hover();
  await moving.getByRole("button", { name: /^Options of/ }).click();
  await page.getByRole("menuitem", { name: /^Move to…/ }).press("ArrowRight");
  await page.getByRole("menuitem", { name: "In Progress" }).click();
  await expect(column(other, "In Progress").locator("[data-task]").filter({ hasText: "#18 Marketing Plan" })).toBeVisible();

  // A comment written by Ben appears for Ana, who has the task open.
  await page.goto(`${a.url}${path}?peek=${key}-24`);
  await expect(page.getByText("Write a comment").or(page.getByPlaceholder("Write a comment…")).first()).toBeVisible();
  await other.goto(`${b.url}${path}?peek=${key}-24`);
  const words = "The plan looks good to me";
  await other.getByRole("textbox", { name: /comment/i }).fill(words);
  const seen = await watchForText(page, words);
  await other.keyboard.press("Control+Enter");
  const commentPainted = await seen();
  expect(commentPainted).toBeGreaterThan(0);
  await expect(page.getByText(words)).toBeVisible();

  // "Blocked by #10" leads to the card whose title begins with #10.
  const linked = await call<{ items: { id: string; key: string; title: string }[] }>(a, ana, "GET", `/workspaces/${ws.slug}/tasks?project=${key}&q=%2310%20&limit=50&closed=all`);
  const ten = linked.items.find((t) => t.title.startsWith("#10 "));
  expect(ten?.title).toContain("Waiting on a friend");
  const blocked = await call<{ description: string }>(a, ana, "GET", `/workspaces/${ws.slug}/tasks/${key}-39`);
  expect(blocked.description).toContain(`](task:${ten?.id})`);
  await page.goto(`${a.url}/${ws.slug}/task/${key}-39`);
  await page.getByRole("link", { name: "#10" }).first().click();
  await expect(page.getByText("Waiting on a friend").first()).toBeVisible();

  // A task created through the API appears for both; how long that took.
  await page.goto(a.url + path);
  await other.goto(b.url + path);
  for (const p of [page, other]) await expect(card(p, "#19 Logo")).toBeVisible();
  const columns = await call<{ items: { id: string; name: string }[] }>(a, ana, "GET", `/workspaces/${ws.slug}/projects/${key}/columns`);
  const ideas = columns.items.find((c) => c.name === "Ideas");
  const took: number[] = [];
  for (let i = 0; i < 12; i++) {
    const title = `Made through the API, number ${i}`;
    const painted = await watchForText(other, title);
    const made = await call<{ created_at: string }>(a, ana, "POST", `/workspaces/${ws.slug}/tasks`, { project_id: key, column_id: ideas?.id, title });
    took.push((await painted()) - Date.parse(made.created_at));
    await expect(card(page, title)).toBeVisible();
  }
  console.log(`${name}: commit → painted in the other browser, ms: median ${median(took)}, all ${took.join(" ")}`);
  await other.context().close();
}

test("two people on an imported board, SQLite in one process", async ({ browser, page }) => {
  const server = await startServer();
  try {
    await workTogether(browser, page, server, server, "SQLite");
  } finally {
    await server.stop();
  }
});

test("two people on an imported board, PostgreSQL and two api processes", async ({ browser, page }) => {
  const pair = await startPair();
  try {
    await workTogether(browser, page, pair.first, pair.second, "PostgreSQL, two api processes");
  } finally {
    await pair.stop();
  }
});
