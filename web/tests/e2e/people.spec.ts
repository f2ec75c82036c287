// People: how they get in, what they may do, and how they are let go.
import { expect, test } from "@playwright/test";
import { call, firstWorkspace, invite, password, type Person, signUpOwner, type WorkspaceRef } from "../support/people.ts";
import { cardOf, choose, importBoard, makeProject, makeTask, readTask, sit } from "../support/scene.ts";
import { type Server, startServer } from "../support/server.ts";

test.describe.configure({ mode: "default" });

let server: Server;
let ana: Person;
let ws: WorkspaceRef;
test.beforeAll(async () => {
  server = await startServer();
  ana = await signUpOwner(server);
  ws = await firstWorkspace(server, ana);
  await makeProject(server, ana, ws, "WEB", "Website");
  await makeTask(server, ana, ws, { project_id: "WEB", title: "Write the front page" });
});
test.afterAll(() => server.stop());

// What the browser writes by itself when the server refuses something.
const refused = /status of (401|403|404|422)/;

async function status(who: Person | string, method: string, path: string, body?: unknown): Promise<number> {
  const headers: Record<string, string> = typeof who === "string" ? { Authorization: `Bearer ${who}` } : { Cookie: who.cookie };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const reply = await fetch(`${server.url}/api/v1${path}`, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  return reply.status;
}

async function memberId(name: string): Promise<string> {
  const all = await call<{ items: { id: string; name: string }[] }>(server, ana, "GET", `/workspaces/${ws.slug}/members`);
  const found = all.items.find((member) => member.name === name);
  if (!found) throw new Error(`no member ${name}`);
  return found.id;
}

test("beyond loopback the first account needs the code that the server prints", async ({ browser }) => {
  const open = await startServer({ host: "0.0.0.0" });
  try {
    await expect.poll(() => open.printed()).toMatch(/setup\?code=\S+/);
    const printed = /setup\?code=(\S+)/.exec(open.printed())?.[1];
    const code = decodeURIComponent(printed ?? "");
    const { page, watch, context } = await sit(browser, open, null, "/", { allowed: refused });
    await page.getByLabel("Setup code").fill("WRONG-CODE1");
    await page.getByLabel("Your name").fill("Ana Silva");
    await page.getByLabel("E-mail").fill("ana@example.com");
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByLabel("Workspace name").fill("Lighthouse");
    await page.getByRole("button", { name: "Create account and workspace" }).click();
    await expect(page.getByText(/code/i).filter({ hasText: /not|wrong/i }).first()).toBeVisible();
    // The printed address brings the code along, which then need not be asked for.
    expect(code).toMatch(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/);
    await page.goto(`${open.url}/setup?code=${printed}`);
    await expect(page.getByLabel("Your name")).toBeVisible();
    await expect(page.getByLabel("Setup code")).toHaveCount(0);
    await page.getByLabel("Your name").fill("Ana Silva");
    await page.getByLabel("E-mail").fill("ana@example.com");
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByLabel("Workspace name").fill("Lighthouse");
    await page.getByRole("button", { name: "Create account and workspace" }).click();
    await expect(page.getByRole("heading", { name: "Take the tour" })).toBeVisible();
    // Used up: the second visitor is asked to sign in.
    const next = await sit(browser, open, null, `/setup?code=${printed}`, { allowed: refused });
    await expect(next.page.getByRole("heading", { name: "Sign in to TaskFlow" })).toBeVisible();
    expect(watch.problems).toEqual([]);
    await context.close();
    await next.context.close();
  } finally {
    await open.stop();
  }
});

test("a wrong password is refused, a right one leads back to where one was, signing out ends it", async ({ browser }) => {
  const { page, watch, context } = await sit(browser, server, null, `/${ws.slug}/project/WEB/list`, { allowed: refused });
  await page.getByLabel("E-mail").fill(ana.email);
  await page.getByLabel("Password", { exact: true }).fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("That e-mail and password do not go together.")).toBeVisible();
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("link", { name: "Write the front page" })).toBeVisible();
  expect(new URL(page.url()).pathname).toBe(`/${ws.slug}/project/WEB/list`);
  await page.getByRole("button", { name: /^Workspace:/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in to TaskFlow" })).toBeVisible();
  await page.goto(`${server.url}/${ws.slug}/project/WEB/list`);
  await expect(page.getByRole("heading", { name: "Sign in to TaskFlow" })).toBeVisible();
  expect(watch.problems).toEqual([]);
  await context.close();
});

test("a changed password works from then on, and ends the other sessions", async ({ browser }) => {
  const cem = await invite(server, ana, ws, "Cem Yilmaz");
  const next = "a rather different long phrase";
  const elsewhere = await sit(browser, server, cem, `/${ws.slug}/my-tasks`, { allowed: refused });
  await expect(elsewhere.page.getByText("Nothing is assigned to you")).toBeVisible();
  const { page, watch, context } = await sit(browser, server, null, "/sign-in", { allowed: refused });
  await page.getByLabel("E-mail").fill(cem.email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("Nothing is assigned to you")).toBeVisible();
  await page.goto(`${server.url}/${ws.slug}/settings/security`);
  const form = page.locator("form").filter({ has: page.getByRole("button", { name: "Change password" }) });
  await form.getByLabel("Current password").fill("not the password");
  await form.getByLabel("New password", { exact: true }).fill(next);
  await form.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("This is not your present password.")).toBeVisible();
  await form.getByLabel("Current password").fill(password);
  await form.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("Password changed.")).toBeVisible();
  expect(await status(cem, "GET", "/me")).toBe(401);
  // The other browser is told, not broken.
  await expect(elsewhere.page.getByText(/signed out|Sign in again/i).locator("visible=true").first()).toBeVisible();
  for (const [word, wanted] of [[password, 401], [next, 200]] as const) {
    const reply = await fetch(`${server.url}/api/v1/auth/sign-in`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ email: cem.email, password: word }),
    });
    expect(reply.status).toBe(wanted);
  }
  expect(watch.problems).toEqual([]);
  await context.close();
  await elsewhere.context.close();
});

test("a session that is ended elsewhere is told so kindly, and can sign in again", async ({ browser }) => {
  const dana = await invite(server, ana, ws, "Dana Levi");
  const phone = await sit(browser, server, dana, `/${ws.slug}/project/WEB/board`, { allowed: refused });
  await expect(cardOf(phone.page, "Write the front page")).toBeVisible();
  const { page, watch, context } = await sit(browser, server, null, "/sign-in", { allowed: refused });
  await page.getByLabel("E-mail").fill(dana.email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("Nothing is assigned to you")).toBeVisible();
  await page.goto(`${server.url}/${ws.slug}/settings/sessions`);
  const rows = page.locator("main li").filter({ hasText: "127.0.0.1" });
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toContainText("This device");
  await page.getByRole("button", { name: /^End the session on/ }).click();
  await expect(page.getByText("Session ended.")).toBeVisible();
  await expect(rows).toHaveCount(1);
  const line = phone.page.getByText(/You were signed out|Sign in again to send/).locator("visible=true").first();
  await expect(line).toBeVisible();
  if (await phone.page.getByRole("link", { name: "Sign in again to send your changes." }).isVisible()) {
    await phone.page.getByRole("link", { name: "Sign in again to send your changes." }).click();
  }
  await expect(phone.page.getByText("You were signed out. Sign in to go on")).toBeVisible();
  await phone.page.getByLabel("E-mail").fill(dana.email);
  await phone.page.getByLabel("Password", { exact: true }).fill(password);
  await phone.page.getByRole("button", { name: "Sign in" }).click();
  await expect(cardOf(phone.page, "Write the front page")).toBeVisible();
  expect([...watch.problems, ...phone.watch.problems]).toEqual([]);
  await context.close();
  await phone.context.close();
});

test("an API token is shown once, does what its scope says, and stops when revoked", async ({ browser }) => {
  const { page, watch, context } = await sit(browser, server, ana, `/${ws.slug}/settings/tokens`);
  async function make(name: string, scope: string): Promise<string> {
    await page.getByRole("button", { name: "New token" }).first().click();
    await page.getByLabel("Name", { exact: true }).fill(name);
    await page.getByRole("button", { name: /^Access:/ }).click();
    await choose(page, scope);
    await page.getByRole("button", { name: "Create token" }).click();
    const field = page.getByRole("textbox", { name });
    await expect(field).toHaveValue(/^tf_/);
    const secret = await field.inputValue();
    await page.getByRole("button", { name: "Done" }).click();
    await expect(page.getByText(secret)).toHaveCount(0);
    return secret;
  }
  const reading = await make("Report", "Read only");
  const writing = await make("Robot", "Read and write");
  expect(await status(reading, "GET", `/workspaces/${ws.slug}/tasks`)).toBe(200);
  expect(await status(reading, "POST", `/workspaces/${ws.slug}/tasks`, { project_id: "WEB", title: "No" })).toBe(403);
  expect(await status(writing, "POST", `/workspaces/${ws.slug}/tasks`, { project_id: "WEB", title: "Made by a robot" })).toBe(201);
  await page.getByRole("button", { name: "Revoke Robot" }).click();
  await expect(page.getByText("“Robot” was revoked")).toBeVisible();
  await expect.poll(() => status(writing, "GET", "/me")).toBe(401);
  expect(await status(reading, "GET", "/me")).toBe(200);
  expect(watch.problems).toEqual([]);
  await context.close();
});

test("a new name in the profile reaches the others while they watch", async ({ browser }) => {
  const eva = await invite(server, ana, ws, "Eva Horn");
  const watcher = await sit(browser, server, ana, `/${ws.slug}/members`);
  await expect(watcher.page.getByText("Eva Horn", { exact: true })).toBeVisible();
  const { page, watch, context } = await sit(browser, server, eva, `/${ws.slug}/settings/profile`);
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("Eva Horn-Weiss");
  await page.keyboard.press("Enter");
  await expect(watcher.page.getByText("Eva Horn-Weiss", { exact: true })).toBeVisible();
  expect([...watch.problems, ...watcher.watch.problems]).toEqual([]);
  await context.close();
  await watcher.context.close();
});

test("an invite link made on the page lets a guest in, who sees only their project", async ({ browser }) => {
  const { page, watch, context } = await sit(browser, server, ana, `/${ws.slug}/members`);
  await page.getByRole("button", { name: "Invite people" }).click();
  await page.getByRole("button", { name: /^Role:/ }).click();
  await choose(page, /^Guest/);
  await page.getByRole("button", { name: "Create link" }).click();
  const link = await page.getByRole("textbox", { name: "New invite link" }).inputValue();
  await page.getByRole("button", { name: "Done" }).click();

  const guest = await sit(browser, server, null, new URL(link).pathname, { allowed: refused });
  await expect(guest.page.getByText("invites you as a guest")).toBeVisible();
  await guest.page.getByLabel("Your name").fill("Gus Guest");
  await guest.page.getByLabel("E-mail").fill("gus@example.com");
  await guest.page.getByLabel("Password", { exact: true }).fill(password);
  await guest.page.getByRole("button", { name: "Join Lighthouse" }).click();
  await expect(guest.page.getByText("Nothing is assigned to you")).toBeVisible();
  await guest.page.goto(`${server.url}/${ws.slug}/projects`);
  await expect(guest.page.getByText("No projects yet.").locator("visible=true").first()).toBeVisible();
  await guest.page.goto(`${server.url}/${ws.slug}/project/WEB/board`);
  await expect(guest.page.getByText("There is no such project")).toBeVisible();

  // Added on the page, the project appears for the guest without a reload; nothing else does.
  await makeProject(server, ana, ws, "GST", "For guests");
  await makeTask(server, ana, ws, { project_id: "GST", title: "Welcome the guest" });
  await guest.page.goto(`${server.url}/${ws.slug}/projects`);
  await page.goto(`${server.url}/${ws.slug}/project/GST/settings/people`);
  await page.getByRole("button", { name: "Add a person" }).click();
  await choose(page, /Gus Guest/);
  await expect(guest.page.locator("main").getByText("For guests")).toBeVisible();
  await expect(guest.page.getByText("Website")).toHaveCount(0);
  await guest.page.locator("main").getByText("For guests").click();
  await expect(cardOf(guest.page, "Welcome the guest")).toBeVisible();
  expect([...watch.problems, ...guest.watch.problems]).toEqual([]);
  await context.close();
  await guest.context.close();
});

test("a role that changes takes and gives controls at once; the server holds the same line", async ({ browser }) => {
  const fay = await invite(server, ana, ws, "Fay Moss");
  const member = await memberId("Fay Moss");
  const task = await makeTask(server, ana, ws, { project_id: "WEB", title: "Look but do not touch" });
  const seat = await sit(browser, server, fay, `/${ws.slug}/project/WEB/board`, { allowed: refused });
  const card = cardOf(seat.page, "Look but do not touch");
  const complete = card.getByRole("checkbox");
  await expect(complete).toBeVisible();
  const setRole = (role: string) => call(server, ana, "PUT", `/workspaces/${ws.slug}/projects/WEB/members/${member}`, { role });
  const write = () => status(fay, "PATCH", `/workspaces/${ws.slug}/tasks/${task.key}`, { title: "Touched" });
  const say = () => status(fay, "POST", `/workspaces/${ws.slug}/tasks/${task.key}/comments`, { body: "Hello" });

  await setRole("viewer");
  await expect(complete).toHaveCount(0);
  await expect(seat.page.getByRole("button", { name: /^Add a task to/ })).toHaveCount(0);
  await seat.go(`/${ws.slug}/task/${task.key}`);
  await expect(seat.page.getByText("You may read this project but not comment in it.")).toBeVisible();
  await expect(seat.page.getByRole("textbox", { name: "Title" })).not.toBeEditable();
  await expect(seat.page.locator("[data-property]")).toHaveCount(0);
  await expect(seat.page.getByRole("button", { name: "Add a description…" })).toHaveCount(0);
  expect(await write()).toBe(403);
  expect(await say()).toBe(403);

  await setRole("commenter");
  const comment = seat.page.getByRole("textbox", { name: "Write a comment…" });
  await expect(comment).toBeVisible();
  await comment.fill("I may say this");
  await comment.press("Control+Enter");
  await expect(seat.page.getByRole("listitem").filter({ hasText: "I may say this" })).toBeVisible();
  await expect(seat.page.getByRole("textbox", { name: "Title" })).not.toBeEditable();
  expect(await write()).toBe(403);
  expect(await say()).toBe(201);

  await setRole("editor");
  await expect(seat.page.getByRole("textbox", { name: "Title" })).toBeEditable();
  expect(await write()).toBe(200);
  await expect(seat.page.getByRole("textbox", { name: "Title" })).toHaveValue("Touched");

  // In the workspace: an admin has the settings, a member has not.
  await seat.go(`/${ws.slug}/members`);
  await expect(seat.page.getByText("ana@example.com")).toBeVisible();
  await expect(seat.page.getByRole("button", { name: "Invite people" })).toHaveCount(0);
  const chief = await sit(browser, server, ana, `/${ws.slug}/members`);
  await chief.page.getByRole("button", { name: /^Role of Fay Moss/ }).click();
  await choose(chief.page, "Admin");
  await expect(seat.page.getByRole("button", { name: "Invite people" })).toBeVisible();
  expect([...seat.watch.problems, ...chief.watch.problems]).toEqual([]);
  await seat.context.close();
  await chief.context.close();
});

test("who is removed loses an open board within about a second", async ({ browser }) => {
  const hal = await invite(server, ana, ws, "Hal Brook");
  const seat = await sit(browser, server, hal, `/${ws.slug}/project/WEB/board`, { allowed: refused });
  await expect(cardOf(seat.page, "Write the front page")).toBeVisible();
  await call(server, ana, "DELETE", `/workspaces/${ws.slug}/members/${await memberId("Hal Brook")}`);
  const since = Date.now();
  await expect(cardOf(seat.page, "Write the front page")).toHaveCount(0, { timeout: 3000 });
  console.log(`removed → gone from an open board: ${Date.now() - since} ms`);
  await expect(seat.page.getByText("This workspace is not one of yours")).toBeVisible();
  expect(await status(hal, "GET", `/workspaces/${ws.slug}/tasks`)).toBe(404);
  expect(seat.watch.problems).toEqual([]);
  await seat.context.close();
});

test("an imported person takes over what is theirs by a claim link", async ({ browser }) => {
  const key = await importBoard(server, ana, ws);
  const members = await call<{ items: { id: string; name: string; placeholder: boolean }[] }>(server, ana, "GET", `/workspaces/${ws.slug}/members`);
  const placeholders = members.items.filter((member) => member.placeholder);
  const tasks = await call<{ items: { key: string; title: string; assignees: string[] }[] }>(server, ana, "GET", `/workspaces/${ws.slug}/tasks?project=${key}&closed=all&limit=200`);
  const theirs = placeholders.find((one) => tasks.items.some((task) => task.assignees.includes(one.id)));
  expect(theirs, "nobody of the import has a task").toBeTruthy();
  const name = theirs?.name ?? "";
  const { page, watch, context } = await sit(browser, server, ana, `/${ws.slug}/members`);
  const row = page.locator("main li").filter({ hasText: name });
  await row.getByRole("button", { name: "Copy claim link" }).click();
  const field = page.getByRole("textbox", { name: `Link for ${name}` });
  await expect(field).toHaveValue(/\/invite\//);
  const link = await field.inputValue();

  const seat = await sit(browser, server, null, new URL(link).pathname, { allowed: refused });
  await expect(seat.page.getByText(`You will take over what was imported for ${name}.`)).toBeVisible();
  await seat.page.getByLabel("Your name").fill(name);
  await seat.page.getByLabel("E-mail").fill("claimer@example.com");
  await seat.page.getByLabel("Password", { exact: true }).fill(password);
  await seat.page.getByRole("button", { name: "Join Lighthouse" }).click();
  const mine = tasks.items.find((task) => task.assignees.includes(theirs?.id ?? ""));
  await expect(seat.page).toHaveURL(new RegExp(`/${ws.slug}/`));
  const after = await readTask(server, ana, ws, mine?.key ?? "");
  expect(after.assignees).toContain(theirs?.id);
  const now = await call<{ items: { id: string; placeholder: boolean }[] }>(server, ana, "GET", `/workspaces/${ws.slug}/members`);
  expect(now.items.find((member) => member.id === theirs?.id)?.placeholder).toBe(false);
  // The link works once.
  const again = await sit(browser, server, null, new URL(link).pathname, { allowed: refused });
  await expect(again.page.getByText("This invite no longer works")).toBeVisible();
  expect([...watch.problems, ...seat.watch.problems]).toEqual([]);
  for (const one of [context, seat.context, again.context]) await one.close();
});
