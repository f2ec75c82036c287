// Without a network, without a server, and with a server that went back in time: what a person
// wrote is kept, arrives once, and everybody agrees in the end.
import { expect, type Page, test } from "@playwright/test";
import { firstWorkspace, invite, type Person, signUpOwner, type WorkspaceRef } from "../support/people.ts";
import { cardOf, choose, columnOf, makeProject, makeTask, readTask, type Seat, sit, tasksOf } from "../support/scene.ts";
import { type Server, startServer } from "../support/server.ts";

test.describe.configure({ mode: "default" });

let server: Server;
let ana: Person;
let ben: Person;
let ws: WorkspaceRef;
let serial = 0;

test.beforeAll(async () => {
  server = await startServer();
  ana = await signUpOwner(server);
  ws = await firstWorkspace(server, ana);
  ben = await invite(server, ana, ws, "Ben Okafor");
});
test.afterAll(() => server.stop());

// What the browser writes by itself when a request finds nobody.
const silence = /ERR_(INTERNET_DISCONNECTED|CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE|INCOMPLETE_CHUNKED_ENCODING|SOCKET_NOT_CONNECTED)|status of 50\d/;

/** A project of its own for a test. */
async function project(): Promise<{ key: string; board: string }> {
  const key = `P${++serial}`;
  await makeProject(server, ana, ws, key, `Project ${serial}`);
  return { key, board: `/${ws.slug}/project/${key}/board` };
}

const open = (browser: Parameters<typeof sit>[0], who: Person, path: string): Promise<Seat> => sit(browser, server, who, path, { allowed: silence });

const says = (page: Page, text: string | RegExp) => page.getByText(text).locator("visible=true").first();

/** Adds a card at the top of a column, as a person does. */
async function addCard(page: Page, column: string, title: string): Promise<void> {
  await page.getByRole("button", { name: `Add a task to ${column}` }).click();
  const field = page.getByRole("textbox", { name: "Title of the new task" });
  await field.fill(title);
  await field.press("Enter");
  await field.press("Escape");
  await expect(cardOf(columnOf(page, column), title)).toBeVisible();
}

const titles = async (key: string): Promise<string[]> => (await tasksOf(server, ana, ws, key)).map((task) => task.title).sort();

test("edits made without a network are kept, said, and arrive exactly once", async ({ browser }) => {
  const { key, board } = await project();
  const before = await makeTask(server, ana, ws, { project_id: key, title: "Known before" });
  const { page, watch, context } = await open(browser, ana, board);
  await expect(cardOf(page, "Known before")).toBeVisible();
  await expect(says(page, "Everything is saved.")).toBeVisible();
  // The code of the task's view comes when the browser is idle or when it is first needed.
  await cardOf(page, "Known before").getByRole("link", { name: "Known before" }).click();
  await expect(page.getByRole("textbox", { name: "Title" })).toHaveValue("Known before");
  await page.getByRole("button", { name: "Close" }).click();

  await context.setOffline(true);
  await expect(says(page, "Offline. What you do is kept and sent later.")).toBeVisible();
  await addCard(page, "To do", "Made in the tunnel");
  await cardOf(page, "Known before").getByRole("link", { name: "Known before" }).click();
  const title = page.getByRole("textbox", { name: "Title" });
  await title.fill("Renamed in the tunnel");
  await title.press("Enter");
  const comment = page.getByRole("textbox", { name: "Write a comment…" });
  await comment.fill("Written in the tunnel");
  await comment.press("Control+Enter");
  await expect(says(page, /^Offline\. \d+ changes wait to be sent\./)).toBeVisible();
  expect(await titles(key)).toEqual(["Known before"]);

  await context.setOffline(false);
  await expect(says(page, "Everything is saved.")).toBeVisible();
  expect(await titles(key)).toEqual(["Made in the tunnel", "Renamed in the tunnel"]);
  expect((await readTask<{ comment_count: number }>(server, ana, ws, before.key)).comment_count).toBe(1);
  await expect(cardOf(page, "Made in the tunnel")).toHaveCount(1);
  await expect(cardOf(page, "Made in the tunnel").getByText(new RegExp(`^${key}-\\d+$`))).toBeVisible();
  expect(watch.problems).toEqual([]);
  await context.close();
});

test("edits of two people without a network both count, field by field", async ({ browser }) => {
  const { key, board } = await project();
  const task = await makeTask(server, ana, ws, { project_id: key, title: "Shared" });
  const a = await open(browser, ana, board);
  const b = await open(browser, ben, board);
  for (const seat of [a, b]) {
    await expect(cardOf(seat.page, "Shared")).toBeVisible();
    await seat.context.setOffline(true);
    await expect(says(seat.page, /^Offline\./)).toBeVisible();
  }
  await cardOf(a.page, "Shared").getByRole("link", { name: "Shared" }).focus();
  await a.page.keyboard.press("p");
  await choose(a.page, "Urgent");
  await cardOf(b.page, "Shared").getByRole("link", { name: "Shared" }).focus();
  await b.page.keyboard.press("i");
  await expect(says(b.page, /1 change waits/)).toBeVisible();
  for (const seat of [a, b]) await seat.context.setOffline(false);
  for (const seat of [a, b]) await expect(says(seat.page, "Everything is saved.")).toBeVisible();
  const after = await readTask<{ priority: string; assignees: string[] }>(server, ana, ws, task.key);
  expect(after.priority).toBe("urgent");
  expect(after.assignees).toHaveLength(1);
  for (const seat of [a, b]) await expect(cardOf(seat.page, "Shared").getByRole("img", { name: "Urgent" })).toBeVisible();
  expect([...a.watch.problems, ...b.watch.problems]).toEqual([]);
  await a.context.close();
  await b.context.close();
});

test("a server that is killed and comes back is caught up with, without a reload", async ({ browser }) => {
  const { key, board } = await project();
  await makeTask(server, ana, ws, { project_id: key, title: "Before the crash" });
  const a = await open(browser, ana, board);
  const b = await open(browser, ben, board);
  for (const seat of [a, b]) await expect(cardOf(seat.page, "Before the crash")).toBeVisible();
  await server.kill();
  await addCard(a.page, "To do", "Made while it was dead");
  await expect(says(a.page, /^(Offline\.|Reconnecting…)/)).toBeVisible();
  await server.restart();
  await expect(says(a.page, "Everything is saved.")).toBeVisible({ timeout: 40_000 });
  await expect(cardOf(b.page, "Made while it was dead")).toBeVisible({ timeout: 40_000 });
  expect(await titles(key)).toEqual(["Before the crash", "Made while it was dead"]);
  await addCard(b.page, "To do", "And on it goes");
  await expect(cardOf(a.page, "And on it goes")).toBeVisible();
  expect([...a.watch.problems, ...b.watch.problems]).toEqual([]);
  await a.context.close();
  await b.context.close();
});

test("killed in the middle of many edits, the server has each of them once", async ({ browser }) => {
  const { key, board } = await project();
  const { page, watch, context } = await open(browser, ana, board);
  await page.getByRole("button", { name: "Add a task to To do" }).click();
  const field = page.getByRole("textbox", { name: "Title of the new task" });
  const wanted = Array.from({ length: 20 }, (_, index) => `Step ${String(index + 1).padStart(2, "0")}`);
  await field.fill(wanted.join("\n"));
  const dying = server.killAndRestart();
  await field.press("Enter");
  await dying;
  await expect(says(page, "Everything is saved.")).toBeVisible({ timeout: 40_000 });
  await expect.poll(() => titles(key)).toEqual(wanted);
  await expect(columnOf(page, "To do")).toHaveAccessibleName("To do, 20 tasks");
  expect(watch.problems).toEqual([]);
  await context.close();
});

test("the other tab goes on when the one that sent for both is closed", async ({ browser }) => {
  const { key, board } = await project();
  await makeTask(server, ana, ws, { project_id: key, title: "In both tabs" });
  const first = await open(browser, ana, board);
  await expect(cardOf(first.page, "In both tabs")).toBeVisible();
  const second = await first.context.newPage();
  await second.goto(server.url + board);
  await expect(cardOf(second, "In both tabs")).toBeVisible();
  await addCard(second, "To do", "From the second tab");
  await expect(cardOf(first.page, "From the second tab")).toBeVisible();
  // Written without a network in the tab that is about to go; the other must send it.
  await first.context.setOffline(true);
  await addCard(first.page, "To do", "Left behind");
  await expect(cardOf(second, "Left behind")).toBeVisible();
  await first.page.close();
  await first.context.setOffline(false);
  await expect(says(second, "Everything is saved.")).toBeVisible();
  await expect.poll(() => titles(key)).toEqual(["From the second tab", "In both tabs", "Left behind"]);
  await addCard(second, "To do", "On its own");
  await expect.poll(() => titles(key)).toContain("On its own");
  const other = await makeTask(server, ben, ws, { project_id: key, title: "From somebody else" });
  expect(other.key).toMatch(new RegExp(`^${key}-`));
  await expect(cardOf(second, "From somebody else")).toBeVisible();
  expect(first.watch.problems).toEqual([]);
  await first.context.close();
});

test("after an older database is put back, everybody sees what it has", async ({ browser }) => {
  const { key, board } = await project();
  await makeTask(server, ana, ws, { project_id: key, title: "In the backup" });
  const copy = await server.backup();
  const a = await open(browser, ana, board);
  const b = await open(browser, ben, board);
  await addCard(a.page, "To do", "After the backup");
  await expect(cardOf(b.page, "After the backup")).toBeVisible();
  await cardOf(a.page, "In the backup").getByRole("checkbox").click();
  await expect(cardOf(columnOf(b.page, "Done"), "In the backup")).toBeVisible();

  await server.restore(copy);
  for (const seat of [a, b]) {
    await expect(cardOf(seat.page, "After the backup")).toHaveCount(0, { timeout: 40_000 });
    await expect(cardOf(columnOf(seat.page, "Done"), "In the backup")).toHaveCount(0);
    await expect(cardOf(seat.page, "In the backup")).toHaveCount(1);
  }
  expect(await titles(key)).toEqual(["In the backup"]);
  // And work goes on from there.
  await addCard(b.page, "To do", "After the return");
  await expect(cardOf(a.page, "After the return")).toBeVisible();
  expect(await titles(key)).toEqual(["After the return", "In the backup"]);
  expect([...a.watch.problems, ...b.watch.problems]).toEqual([]);
  await a.context.close();
  await b.context.close();
});
