// The everyday work: tasks, columns, comments, projects, by keyboard and by mouse.
import { expect, type Page, test } from "@playwright/test";
import { call, firstWorkspace, invite, type Person, signUpOwner, type WorkspaceRef } from "../support/people.ts";
import { cardOf, choose, columnOf, columnsOf, makeProject, makeTask, readTask, type Seat, sit, tasksOf } from "../support/scene.ts";
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

interface Project {
  key: string;
  board: string;
  list: string;
}
async function project(): Promise<Project> {
  const key = `W${++serial}`;
  await makeProject(server, ana, ws, key, `Work ${serial}`);
  const at = `/${ws.slug}/project/${key}`;
  return { key, board: `${at}/board`, list: `${at}/list` };
}
const task = (key: string, body: Record<string, unknown>) => makeTask(server, ana, ws, { project_id: key, ...body });
const read = (key: string) => readTask<Record<string, unknown>>(server, ana, ws, key);
const done = async (...seats: Seat[]) => {
  expect(seats.flatMap((seat) => seat.watch.problems)).toEqual([]);
  for (const seat of seats) await seat.context.close();
};
const saved = (page: Page) => expect(page.getByText("Everything is saved.").locator("visible=true").first()).toBeVisible();
const property = (page: Page, name: string) => page.locator(`[data-property=${name}]:visible`);

test("a task lives its life by the keyboard alone", async ({ browser }) => {
  const { key, board } = await project();
  const seat = await sit(browser, server, ana, board);
  const { page } = seat;
  const keys = page.keyboard;
  await expect(page.getByRole("heading", { name: "To do" })).toBeVisible();
  await keys.press("c");
  await expect(page.getByRole("textbox", { name: "Task" })).toBeFocused();
  await keys.type("Water the plants !high ^3");
  await keys.press("Enter");
  await expect(cardOf(page, "Water the plants")).toBeVisible();
  const [made] = await expect.poll(() => tasksOf(server, ana, ws, key)).toHaveLength(1).then(() => tasksOf(server, ana, ws, key));
  expect(await read(made?.key ?? "")).toMatchObject({ title: "Water the plants", priority: "high", estimate: 3 });

  await keys.press("j");
  await expect(page.getByRole("link", { name: "Water the plants" })).toBeFocused();
  await keys.press("Enter");
  await expect(page.getByRole("textbox", { name: "Title" })).toHaveValue("Water the plants");
  await keys.press("e");
  await expect(page.getByRole("textbox", { name: "Title" })).toBeFocused();
  await keys.press("Control+a");
  await keys.type("Water the ferns");
  await keys.press("Enter");
  await expect(cardOf(page, "Water the ferns")).toBeVisible();
  await keys.press("Escape");
  await expect(page.getByRole("textbox", { name: "Title" })).toHaveCount(0);

  // Lifted, carried to the next column, dropped.
  const card = page.getByRole("link", { name: "Water the ferns" });
  await card.focus();
  const from = (await read(made?.key ?? ""))["column_id"];
  await keys.press(" ");
  await keys.press("ArrowRight");
  await keys.press(" ");
  await expect.poll(async () => (await read(made?.key ?? ""))["column_id"]).not.toBe(from);
  await expect(card).toBeFocused();

  await keys.press("Control+Enter");
  await expect(cardOf(columnOf(page, "Done"), "Water the ferns").getByRole("checkbox")).toBeChecked();
  await card.focus();
  await keys.press("Control+Backspace");
  await expect(card).toHaveCount(0);
  await expect(page.getByText("is in the trash")).toBeVisible();
  await keys.press("Control+z");
  await expect(card).toBeVisible();
  await card.focus();
  await keys.press("Control+Backspace");
  await expect(card).toHaveCount(0);
  await keys.press("g");
  await keys.press("t");
  await expect(page.getByText("Water the ferns").first()).toBeVisible();
  const restore = page.getByRole("button", { name: "Restore Water the ferns" });
  await restore.focus();
  await keys.press("Enter");
  await expect(restore).toHaveCount(0);
  await expect.poll(async () => (await read(made?.key ?? ""))["deleted_at"]).toBe(null);
  await done(seat);
});

test("columns are added, renamed, limited, reordered and deleted with their tasks moving on", async ({ browser }) => {
  const { key, board } = await project();
  const columns = await columnsOf(server, ana, ws, key);
  const todo = columns.find((column) => column.name === "To do");
  for (const title of ["One", "Two", "Three"]) await task(key, { title, column_id: todo?.id });
  const seat = await sit(browser, server, ana, board);
  const { page } = seat;
  const names = () => page.locator("section[data-column] h2").allTextContents();
  await page.getByRole("button", { name: "Add column" }).click();
  await page.getByRole("textbox", { name: "Name of the column" }).fill("Review");
  await page.getByRole("button", { name: "Add column" }).click();
  await expect(columnOf(page, "Review")).toBeVisible();

  const menu = async (column: string, item: string) => {
    await page.getByRole("button", { name: `Options of ${column}` }).click();
    await page.getByRole("menuitem", { name: item }).click();
  };
  await menu("Review", "Move left");
  await expect.poll(names).toEqual([...columns.map((column) => column.name).slice(0, -1), "Review", columns.at(-1)?.name]);

  await menu("To do", "Rename");
  await page.getByLabel("Name of the column").fill("Ready");
  await page.getByLabel("Tasks at most").fill("3");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(columnOf(page, "Ready")).toContainText("3 of 3 · Full");
  await task(key, { title: "Four", column_id: todo?.id });
  await expect(columnOf(page, "Ready")).toContainText("4 of 3 · Over the limit");

  await menu("Ready", "Delete column…");
  await expect(page.getByText("Its 4 tasks go to:")).toBeVisible();
  await page.getByRole("button", { name: /^Move to…/ }).click();
  await choose(page, "Review");
  await page.getByRole("button", { name: "Delete column" }).click();
  await expect(columnOf(page, "Ready")).toHaveCount(0);
  await expect(columnOf(page, "Review")).toHaveAccessibleName("Review, 4 tasks");
  await saved(page);
  const review = (await columnsOf(server, ana, ws, key)).find((column) => column.name === "Review");
  expect((await tasksOf(server, ana, ws, key)).map((one) => one.column_id)).toEqual(Array(4).fill(review?.id));
  await done(seat);
});

test("a card is dragged between columns by mouse, and moved by its menu", async ({ browser }) => {
  const { key, board } = await project();
  const [, todo, doing] = await columnsOf(server, ana, ws, key);
  const stone = await task(key, { title: "A rolling stone", column_id: todo?.id });
  await task(key, { title: "Already there", column_id: doing?.id });
  const seat = await sit(browser, server, ana, board);
  const other = await sit(browser, server, ben, board);
  const { page } = seat;
  const name = doing?.name ?? "";
  await cardOf(page, "A rolling stone").dragTo(cardOf(page, "Already there"), { targetPosition: { x: 60, y: 4 } });
  await expect(cardOf(columnOf(page, name), "A rolling stone")).toBeVisible();
  await expect(cardOf(columnOf(other.page, name), "A rolling stone")).toBeVisible();
  await expect(columnOf(page, name).locator("[data-task]").first()).toContainText("A rolling stone");
  expect((await read(stone.key))["column_id"]).toBe(doing?.id);

  await cardOf(page, "A rolling stone").hover();
  await page.getByRole("button", { name: "Options of A rolling stone" }).click();
  await page.getByRole("menuitem", { name: /^Move to…/ }).hover();
  await page.getByRole("menuitem", { name: "Backlog" }).click();
  await expect(cardOf(columnOf(other.page, "Backlog"), "A rolling stone")).toBeVisible();
  await done(seat, other);
});

test("every property of a task is set on its page and seen by the other person", async ({ browser }) => {
  const { key } = await project();
  const parent = await task(key, { title: "The big thing" });
  const made = await task(key, { title: "A part of it" });
  const path = `/${ws.slug}/task/${made.key}`;
  const seat = await sit(browser, server, ana, path);
  const other = await sit(browser, server, ben, path);
  const { page } = seat;
  const pick = async (name: string, option: string | RegExp, close = false) => {
    await property(page, name).click();
    await choose(page, option);
    if (close) await page.keyboard.press("Escape");
  };
  await pick("priority", "Urgent");
  await pick("assignees", /Ben Okafor/, true);
  await property(page, "labels").click();
  await page.getByRole("combobox", { name: "Labels" }).fill("garden");
  await choose(page, "Create “garden”");
  await page.keyboard.press("Escape");
  await property(page, "estimate").click();
  await choose(page, /^5 points/);
  await property(page, "due").click();
  await page.getByRole("button", { name: "Tomorrow" }).click();
  await property(page, "start").click();
  await page.getByRole("button", { name: "Today" }).click();
  await pick("parent", /The big thing/);
  const day = (days: number) => new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/Berlin" }).format(Date.now() + days * 86_400_000);
  await expect.poll(() => read(made.key)).toMatchObject({ priority: "urgent", estimate: 5, due_date: day(1), start_date: day(0), parent_id: parent.id });
  const after = await read(made.key);
  expect(after["assignees"]).toHaveLength(1);
  expect(after["labels"]).toHaveLength(1);
  await expect(property(other.page, "priority")).toHaveText("Urgent");
  await expect(property(other.page, "assignees")).toHaveText(/Ben Okafor/);
  await expect(property(other.page, "labels")).toHaveText("garden");
  await expect(property(other.page, "estimate")).toHaveText("5 points");
  await expect(property(other.page, "parent")).toHaveText("The big thing");

  // The parent counts its parts.
  await seat.go(`/${ws.slug}/task/${parent.key}`);
  await page.getByRole("button", { name: "Add subtask" }).click();
  await page.getByRole("textbox", { name: "Add subtask" }).fill("A second part");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  const parts = page.getByRole("region", { name: "Subtasks" });
  await expect(parts).toContainText("0/2".replace("/", " of "));
  await parts.getByRole("checkbox", { name: "Complete A second part" }).click();
  await expect(parts).toContainText("1 of 2");
  await expect.poll(() => read(parent.key)).toMatchObject({ subtask_total: 2, subtask_done: 1 });
  await done(seat, other);
});

for (const [keep, result] of [
  ["Keep mine", "The red door"],
  ["Keep theirs", "The green door"],
  ["Keep both", /red door[\s\S]*green door|green door[\s\S]*red door/],
] as const) {
  test(`a description that two people changed is asked about: ${keep}`, async ({ browser }) => {
    const { key } = await project();
    const made = await task(key, { title: "Which door", description: "The door" });
    const seat = await sit(browser, server, ana, `/${ws.slug}/task/${made.key}`);
    const { page } = seat;
    await page.getByRole("button", { name: "Edit description" }).click();
    const field = page.getByRole("textbox", { name: "Description" });
    await field.fill("The red door");
    await call(server, ben, "PATCH", `/workspaces/${ws.slug}/tasks/${made.key}`, { description: "The green door", description_base: 1 });
    await field.press("Control+Enter");
    await expect(page.getByRole("heading", { name: "Someone else changed this description while you were writing" })).toBeVisible();
    await expect(page.getByRole("group", { name: "Theirs" })).toHaveText("The green door");
    await expect(page.getByRole("group", { name: "Yours" })).toHaveText("The red door");
    await page.getByRole("button", { name: keep }).click();
    await expect(page.getByRole("button", { name: keep })).toHaveCount(0);
    await expect.poll(async () => String((await read(made.key))["description"])).toMatch(typeof result === "string" ? new RegExp(`^${result}$`) : result);
    await done(seat);
  });
}

test("changes to different lines of a description are merged without asking", async ({ browser }) => {
  const { key } = await project();
  const made = await task(key, { title: "Two lines", description: "first\n\nsecond\n\nthird" });
  const seat = await sit(browser, server, ana, `/${ws.slug}/task/${made.key}`);
  await seat.page.getByRole("button", { name: "Edit description" }).click();
  const field = seat.page.getByRole("textbox", { name: "Description" });
  await field.fill("first of Ana\n\nsecond\n\nthird");
  await call(server, ben, "PATCH", `/workspaces/${ws.slug}/tasks/${made.key}`, { description: "first\n\nsecond\n\nthird of Ben", description_base: 1 });
  await field.press("Control+Enter");
  await expect.poll(async () => (await read(made.key))["description"]).toBe("first of Ana\n\nsecond\n\nthird of Ben");
  await done(seat);
});

test("a checklist is ticked where it is read, and counted", async ({ browser }) => {
  const { key } = await project();
  const made = await task(key, { title: "Pack", description: "- [ ] tent\n- [ ] stove" });
  const seat = await sit(browser, server, ana, `/${ws.slug}/task/${made.key}`);
  await seat.page.getByRole("region", { name: "Description" }).getByRole("checkbox").nth(1).click();
  await expect.poll(() => read(made.key)).toMatchObject({ description: "- [ ] tent\n- [x] stove", checklist_total: 2, checklist_done: 1 });
  await expect(seat.page.getByRole("region", { name: "Description" }).getByRole("checkbox").nth(1)).toBeChecked();
  await done(seat);
});

test("comments: a mention, an edit, a reaction, a deletion and its undo, seen by the other person", async ({ browser }) => {
  const { key } = await project();
  const made = await task(key, { title: "Talk about it" });
  const path = `/${ws.slug}/task/${made.key}`;
  const seat = await sit(browser, server, ana, path);
  const other = await sit(browser, server, ben, path);
  const { page } = seat;
  const field = page.getByRole("textbox", { name: "Write a comment…" }).or(page.getByRole("combobox", { name: "Write a comment…" }));
  await field.click();
  await page.keyboard.type("Could you look, @be");
  await expect(page.getByRole("option", { name: "Ben Okafor" })).toBeVisible();
  await page.keyboard.press("Enter");
  await page.keyboard.type("please");
  await expect(field).toHaveValue("Could you look, @Ben Okafor please");
  await page.keyboard.press("Control+Enter");
  const mine = page.getByRole("listitem", { name: "Comment by Ana Silva" });
  const theirs = other.page.getByRole("listitem", { name: "Comment by Ana Silva" });
  await expect(theirs).toContainText("Could you look, @Ben Okafor please");
  await expect.poll(async () => String(JSON.stringify((await read(made.key))["watchers"]))).toContain((await firstWorkspace(server, ben)).member_id);

  await mine.hover();
  await mine.getByRole("button", { name: "Options of the comment" }).click();
  await page.getByRole("menuitem", { name: "Edit" }).click();
  await mine.getByRole("textbox", { name: "Edit" }).fill("Never mind");
  await mine.getByRole("button", { name: "Save" }).click();
  await expect(theirs).toContainText("Never mind");
  await expect(theirs).toContainText("edited");

  await theirs.hover();
  await theirs.getByRole("button", { name: "Add a reaction" }).click();
  await other.page.getByRole("button", { name: "React with 🎉" }).click();
  await expect(mine.getByRole("button", { name: "🎉: Ben Okafor" })).toBeVisible();

  await mine.hover();
  await mine.getByRole("button", { name: "Options of the comment" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await expect(theirs).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(theirs).toContainText("Never mind");
  await done(seat, other);
});

test("a task that moves to another project is still found by its old key", async ({ browser }) => {
  const { key } = await project();
  const target = await project();
  const made = await task(key, { title: "On the move" });
  const seat = await sit(browser, server, ana, `/${ws.slug}/task/${made.key}`);
  const { page } = seat;
  await property(page, "project").click();
  await choose(page, new RegExp(target.key));
  await expect(page.getByText(`${target.key}-1`).first()).toBeVisible();
  await expect.poll(async () => (await read(made.key))["key"]).toBe(`${target.key}-1`);
  await seat.go(`/${ws.slug}/task/${made.key}`);
  await expect(page.getByRole("textbox", { name: "Title" })).toHaveValue("On the move");
  await expect(page.getByText(`${target.key}-1`).first()).toBeVisible();
  await done(seat);
});

test("My tasks groups by day, and follows while one watches", async ({ browser }) => {
  const { key } = await project();
  const day = (days: number) => new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/Berlin" }).format(Date.now() + days * 86_400_000);
  const benMember = (await firstWorkspace(server, ben)).member_id;
  const mine = { assignees: [benMember] };
  await task(key, { title: "Late", due_date: day(-2), ...mine });
  const today = await task(key, { title: "Now", due_date: day(0), ...mine });
  await task(key, { title: "Soon", due_date: day(3), ...mine });
  await task(key, { title: "Whenever", ...mine });
  await task(key, { title: "Not mine" });
  const seat = await sit(browser, server, ben, `/${ws.slug}/my-tasks`);
  const { page } = seat;
  const lines = () => page.getByRole("list", { name: "My tasks" }).getByRole("listitem").evaluateAll((items) => items.map((item) => item.textContent ?? ""));
  await expect(page.getByRole("link", { name: "Whenever" })).toBeVisible();
  const order = (await lines()).join("|");
  expect(order).toMatch(/Overdue.*Late.*Today.*Now.*Upcoming.*Soon.*No date.*Whenever/);
  expect(order).not.toContain("Not mine");
  await call(server, ana, "PATCH", `/workspaces/${ws.slug}/tasks/${today.key}`, { due_date: day(4) });
  await expect.poll(async () => (await lines()).join("|")).toMatch(/Upcoming.*Soon.*Now.*No date/);
  await page.getByRole("checkbox", { name: "Complete Late" }).click();
  await expect(page.getByText("Recently completed")).toBeVisible();
  await expect(page.getByText("Overdue")).toHaveCount(0);
  await done(seat);
});

test("the board is filtered by text and by person, and the address carries it", async ({ browser }) => {
  const { key, board } = await project();
  await task(key, { title: "Red apple", assignees: [ws.member_id] });
  await task(key, { title: "Green apple" });
  await task(key, { title: "Red pear" });
  const seat = await sit(browser, server, ana, board);
  const { page } = seat;
  await expect(cardOf(page, "Red pear")).toBeVisible();
  await page.keyboard.press("f");
  await page.getByRole("searchbox", { name: "Filter by text…" }).fill("apple");
  await expect(cardOf(page, "Red pear")).toHaveCount(0);
  await expect(cardOf(page, "apple")).toHaveCount(2);
  await page.getByRole("button", { name: "Assignee" }).click();
  await choose(page, /Ana Silva/);
  await page.keyboard.press("Escape");
  await expect(cardOf(page, "apple")).toHaveCount(1);
  await page.reload();
  await expect(cardOf(page, "Red apple")).toBeVisible();
  await expect(page.locator("[data-task]:not([data-place])")).toHaveCount(1);
  await page.getByRole("button", { name: "Clear filter" }).click();
  await expect(page.locator("[data-task]:not([data-place])")).toHaveCount(3);
  await done(seat);
});

test("the list is edited in place, and many tasks at once", async ({ browser }) => {
  const { key, list } = await project();
  for (const title of ["Alpha", "Beta", "Gamma"]) await task(key, { title });
  const seat = await sit(browser, server, ana, list);
  const { page } = seat;
  const keys = page.keyboard;
  const row = (name: string) => page.getByRole("link", { name, exact: true });
  await expect(row("Alpha")).toBeVisible();
  await row("Alpha").focus();
  await keys.press("e");
  const field = page.getByRole("textbox", { name: "Edit title" });
  await field.fill("Alpha and omega");
  await field.press("Enter");
  await expect(row("Alpha and omega")).toBeFocused();

  await keys.press("x");
  await row("Gamma").focus();
  await keys.press("x");
  const bar = page.getByRole("toolbar", { name: "Change the selected tasks" });
  await expect(bar).toContainText("2 selected");
  await bar.getByRole("button", { name: "Priority" }).click();
  await choose(page, "High");
  const priorities = async () => Object.fromEntries(await Promise.all((await tasksOf(server, ana, ws, key)).map(async (one) => [one.title, (await read(one.key))["priority"]] as const)));
  await expect.poll(priorities).toEqual({ "Alpha and omega": "high", Beta: "none", Gamma: "high" });
  await bar.getByRole("button", { name: "Complete" }).click();
  await expect(bar).toHaveCount(0);
  await expect(row("Gamma")).toHaveCount(0);
  await expect(row("Beta")).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(row("Gamma")).toBeVisible();
  await done(seat);
});

test("hostile text is only text, everywhere", async ({ browser }) => {
  const evil = '<img src=x onerror="globalThis.pwned=1"><script>globalThis.pwned=1</script><svg/onload=globalThis.pwned=1>';
  const link = "[click me](javascript:globalThis.pwned=1) [data](data:text/html,<script>globalThis.pwned=1</script>) <a href=\"javascript:globalThis.pwned=1\">nested <b onclick=globalThis.pwned=1>html</b></a> ![x](javascript:globalThis.pwned=1)";
  const at = `/workspaces/${ws.slug}`;
  await makeProject(server, ana, ws, "EVIL", evil.slice(0, 100));
  await call(server, ana, "PATCH", `${at}/projects/EVIL`, { description: evil + link });
  await call(server, ana, "POST", `${at}/labels`, { name: evil.slice(0, 50), color: "red" });
  const labels = (await call<{ items: { id: string; name: string }[] }>(server, ana, "GET", `${at}/labels`)).items.filter((label) => label.name.includes("<img"));
  expect(labels).toHaveLength(1);
  await call(server, ana, "POST", `${at}/projects/EVIL/columns`, { name: evil.slice(0, 100), category: "todo" });
  const made = await makeTask(server, ana, ws, {
    project_id: "EVIL",
    title: evil,
    description: `${evil}\n\n${link}\n\n- [ ] ${evil}\n\n<div>\n${link}\n</div>`,
    labels: labels.map((label) => label.id),
    assignees: [ws.member_id],
  });
  await call(server, ana, "POST", `${at}/tasks/${made.key}/comments`, { body: `${evil}\n\n${link}` });
  await call(server, ben, "PATCH", "/me", { name: evil.slice(0, 100) });
  try {
    const seat = await sit(browser, server, ana, `/${ws.slug}/task/${made.key}`);
    const { page } = seat;
    await expect(page.getByRole("textbox", { name: "Title" })).toHaveValue(evil);
    const description = page.getByRole("region", { name: "Description" });
    await expect(description).toContainText('<img src=x onerror="globalThis.pwned=1">');
    const comment = page.getByRole("listitem", { name: /^Comment by/ });
    await expect(comment).toContainText("<script>globalThis.pwned=1</script>");
    for (const where of [description, comment]) {
      await expect(where.locator("img, script, svg[onload], b[onclick]")).toHaveCount(0);
      for (const href of await where.locator("a").evaluateAll((all) => all.map((a) => a.getAttribute("href") ?? ""))) expect(href).not.toMatch(/^\s*(javascript|data):/i);
    }
    for (const path of [`project/EVIL/board?peek=${made.key}`, "project/EVIL/list", "project/EVIL/settings", "project/EVIL/settings/columns", "projects", "labels", "members", "my-tasks"]) {
      await seat.go(`/${ws.slug}/${path}`);
      await expect.poll(() => page.locator("main").evaluate((main) => main.innerHTML.includes("&lt;img src=x") || [...main.querySelectorAll<HTMLInputElement>("input, textarea")].some((field) => field.value.includes("<img src=x"))), path).toBe(true);
      expect(await page.evaluate(() => (globalThis as unknown as { pwned?: number }).pwned), path).toBeUndefined();
      expect(await page.locator("main img, main script").count(), path).toBe(0);
    }
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Commands" }).fill("onerror");
    await expect(page.getByRole("option", { name: /img src=x/ }).first()).toBeVisible();
    expect(await page.evaluate(() => (globalThis as unknown as { pwned?: number }).pwned)).toBeUndefined();
    await done(seat);
  } finally {
    await call(server, ben, "PATCH", "/me", { name: "Ben Okafor" });
  }
});
