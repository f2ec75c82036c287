// Every screen, in both themes, on a desk and on a phone: nothing that axe finds, nothing in the
// console, nothing that the content security policy refused, and no page that scrolls sideways.
import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, expect, type Page, test } from "@playwright/test";
import { call, firstWorkspace, invite, type Person, signUpOwner, type WorkspaceRef } from "../support/people.ts";
import { boardFile, cardOf, importBoard, makeProject, makeTask, type Seat, sit } from "../support/scene.ts";
import { type Server, startServer } from "../support/server.ts";

interface World {
  server: Server;
  browser: Browser;
  ana: Person;
  ben: Person;
  ws: WorkspaceRef;
  project: string;
  task: string;
  inviteToken: string;
}

async function build(browser: Browser): Promise<World> {
  const server = await startServer();
  const ana = await signUpOwner(server);
  const ws = await firstWorkspace(server, ana);
  const project = await importBoard(server, ana, ws);
  const ben = await invite(server, ana, ws, "Ben Okafor");
  await makeProject(server, ana, ws, "NEW", "Nothing here yet");
  const at = `/workspaces/${ws.slug}`;
  const me = ws.member_id;
  const labels = await call<{ items: { id: string }[] }>(server, ana, "GET", `${at}/labels`);
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const full = await makeTask(server, ana, ws, {
    project_id: project,
    title: "Print the posters for the open day",
    description: "# Plan\n\nWrite to **Ben** and _ask_.\n\n- [x] one\n- [ ] two\n\n> quoted\n\n```\ncode\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[a link](https://example.com) and TRL-3",
    priority: "urgent",
    assignees: [me],
    labels: labels.items.slice(0, 2).map((label) => label.id),
    due_date: day(-1),
    start_date: day(-3),
    estimate: 3,
  });
  const child = await makeTask(server, ana, ws, { project_id: project, title: "Choose the paper", parent_id: full.id, due_date: day(0), assignees: [me] });
  await call(server, ana, "POST", `${at}/tasks/${child.key}/complete`);
  await makeTask(server, ana, ws, { project_id: project, title: "Book the room", due_date: day(0), assignees: [me], priority: "high" });
  await makeTask(server, ana, ws, { project_id: project, title: "Thank everybody", due_date: day(5), assignees: [me], priority: "low" });
  const comment = await call<{ id: string }>(server, ben, "POST", `${at}/tasks/${full.key}/comments`, { body: "The printer opens at nine." });
  await call(server, ana, "PUT", `${at}/comments/${comment.id}/reactions/${encodeURIComponent("👍")}`);
  const gone = await makeTask(server, ana, ws, { project_id: project, title: "An idea that was none" });
  await call(server, ana, "DELETE", `${at}/tasks/${gone.key}`);
  await call(server, ana, "POST", "/me/tokens", { name: "Deploy script", scope: "read", expires_in_days: 30 });
  const made = await call<{ link: string }>(server, ana, "POST", `${at}/invites`, { role: "member", expires_in_days: 7 });
  return { server, browser, ana, ben, ws, project, task: full.key, inviteToken: made.link.split("/").at(-1) ?? "" };
}

interface Screen {
  name: string;
  /** Under the workspace, unless `outside`. */
  path: (world: World) => string;
  outside?: boolean;
  /** Nobody is signed in. */
  anonymous?: boolean;
  /** What must be there before anything is judged, after getting to it. */
  ready: (page: Page, world: World) => Promise<void>;
}

const heading = (name: string | RegExp) => async (page: Page) => {
  await expect(page.getByRole("heading", { name }).first()).toBeVisible();
};

const screens: readonly Screen[] = [
  { name: "sign-in", path: () => "/sign-in", outside: true, anonymous: true, ready: heading("Sign in to TaskFlow") },
  {
    name: "sign-in, wrong password",
    path: () => "/sign-in",
    outside: true,
    anonymous: true,
    ready: async (page) => {
      await page.getByLabel("E-mail").fill("nobody@example.com");
      await page.getByLabel("Password", { exact: true }).fill("not the password");
      await page.getByRole("button", { name: "Sign in" }).click();
      await expect(page.getByText("do not go together")).toBeVisible();
    },
  },
  { name: "sign-up, closed", path: () => "/sign-up", outside: true, anonymous: true, ready: async (page) => expect(page.getByText("accounts are made by invite")).toBeVisible() },
  { name: "sign-up by invite", path: (w) => `/invite/${w.inviteToken}`, outside: true, anonymous: true, ready: async (page) => expect(page.getByLabel("Your name")).toBeVisible() },
  { name: "invite, signed in", path: (w) => `/invite/${w.inviteToken}`, outside: true, ready: async (page) => expect(page.getByText("You are signed in as")).toBeVisible() },
  { name: "invite that is gone", path: () => "/invite/nothing", outside: true, anonymous: true, ready: heading("This invite no longer works") },
  { name: "onboarding", path: () => "/welcome", outside: true, ready: heading("Name your workspace") },
  { name: "not found workspace", path: () => "/nowhere/my-tasks", outside: true, ready: heading("This workspace is not one of yours") },
  { name: "not found page", path: () => "/nothing-here", ready: heading("This page does not exist") },
  { name: "projects", path: () => "/projects", ready: async (page) => expect(page.locator("main").getByText("Nothing here yet")).toBeVisible() },
  { name: "new project", path: () => "/new-project", ready: async (page) => expect(page.getByRole("button", { name: "Create project" })).toBeVisible() },
  { name: "board, full", path: (w) => `/project/${w.project}/board`, ready: async (page) => expect(cardOf(page, "#18 Marketing Plan")).toBeVisible() },
  {
    name: "board, filtered",
    path: (w) => `/project/${w.project}/board`,
    ready: async (page) => {
      await page.getByRole("button", { name: "Filter", exact: true }).click();
      await page.getByRole("searchbox", { name: "Filter by text…" }).fill("logo");
      await expect(cardOf(page, "#19 Logo")).toBeVisible();
    },
  },
  { name: "board, empty", path: () => "/project/NEW/board", ready: async (page) => expect(page.getByRole("heading", { level: 2 }).first()).toBeVisible() },
  {
    name: "card menu",
    path: (w) => `/project/${w.project}/board`,
    ready: async (page) => {
      await cardOf(page, "#18 Marketing Plan").click({ button: "right" });
      await expect(page.getByRole("menuitem", { name: /^Move to…/ })).toBeVisible();
    },
  },
  { name: "list, full", path: (w) => `/project/${w.project}/list`, ready: async (page) => expect(page.getByRole("link", { name: "Book the room" })).toBeVisible() },
  {
    name: "list, selection",
    path: (w) => `/project/${w.project}/list`,
    ready: async (page) => {
      await page.getByRole("link", { name: "Book the room" }).focus();
      await page.keyboard.press("x");
      await expect(page.getByRole("toolbar", { name: "Change the selected tasks" })).toBeVisible();
    },
  },
  { name: "list, empty", path: () => "/project/NEW/list", ready: async (page) => expect(page.getByText("Nothing to do here yet")).toBeVisible() },
  { name: "task page", path: (w) => `/task/${w.task}`, ready: async (page) => expect(page.getByText("The printer opens at nine.")).toBeVisible() },
  { name: "task not found", path: (w) => `/task/${w.project}-99999`, ready: async (page) => expect(page.getByText("There is no such task")).toBeVisible() },
  { name: "peek", path: (w) => `/project/${w.project}/board?peek=${w.task}`, ready: async (page) => expect(page.getByText("The printer opens at nine.")).toBeVisible() },
  {
    name: "description, being written",
    path: (w) => `/task/${w.task}`,
    ready: async (page) => {
      await page.getByRole("button", { name: "Edit description" }).click();
      await expect(page.getByRole("textbox", { name: "Description" })).toBeFocused();
    },
  },
  {
    name: "label picker",
    path: (w) => `/task/${w.task}`,
    ready: async (page) => {
      await page.locator("[data-property=labels]:visible").click();
      await expect(page.getByRole("listbox", { name: "Labels" })).toBeVisible();
    },
  },
  {
    name: "date picker",
    path: (w) => `/task/${w.task}`,
    ready: async (page) => {
      await page.locator("[data-property=due]:visible").click();
      await expect(page.getByRole("grid")).toBeVisible();
    },
  },
  {
    name: "quick add",
    path: (w) => `/project/${w.project}/board`,
    ready: async (page) => {
      await expect(cardOf(page, "#18 Marketing Plan")).toBeVisible();
      await page.keyboard.press("c");
      await page.getByRole("textbox", { name: "Task" }).fill("Paint the fence tomorrow !high @ben");
      await expect(page.getByRole("button", { name: "Priority: High" })).toBeVisible();
      await page.getByRole("textbox", { name: "Task" }).press("End");
    },
  },
  {
    name: "command palette",
    path: () => "/my-tasks",
    ready: async (page) => {
      await expect(page.getByRole("link", { name: "Book the room" })).toBeVisible();
      await page.keyboard.press("Control+k");
      await page.getByRole("combobox", { name: "Commands" }).fill("logo");
      await expect(page.getByRole("option", { name: /#19 Logo/ })).toBeVisible();
    },
  },
  { name: "shortcuts", path: () => "/shortcuts", ready: heading("Keyboard shortcuts") },
  { name: "my tasks", path: () => "/my-tasks", ready: async (page) => expect(page.getByRole("link", { name: "Book the room" })).toBeVisible() },
  { name: "members", path: () => "/members", ready: async (page) => expect(page.getByText("ben.okafor@example.com")).toBeVisible() },
  {
    name: "new invite",
    path: () => "/members",
    ready: async (page) => {
      await page.getByRole("button", { name: "Invite people" }).click();
      await expect(page.getByRole("button", { name: "Create link" })).toBeVisible();
    },
  },
  { name: "workspace settings", path: () => "/workspace", ready: async (page) => expect(page.getByRole("button", { name: "Delete workspace" })).toBeVisible() },
  { name: "labels", path: () => "/labels", ready: heading("Labels") },
  { name: "project settings, general", path: (w) => `/project/${w.project}/settings`, ready: async (page) => expect(page.getByRole("button", { name: "Delete project" })).toBeVisible() },
  { name: "project settings, columns", path: (w) => `/project/${w.project}/settings/columns`, ready: async (page) => expect(page.getByRole("button", { name: "Add column" })).toBeVisible() },
  { name: "project settings, people", path: (w) => `/project/${w.project}/settings/people`, ready: async (page) => expect(page.getByRole("button", { name: "Add a person" })).toBeVisible() },
  { name: "profile", path: () => "/settings/profile", ready: heading("Profile") },
  { name: "appearance", path: () => "/settings/appearance", ready: heading("Appearance") },
  { name: "security", path: () => "/settings/security", ready: heading("Security") },
  { name: "sessions", path: () => "/settings/sessions", ready: async (page) => expect(page.getByText("This device")).toBeVisible() },
  { name: "tokens", path: () => "/settings/tokens", ready: async (page) => expect(page.getByText("Deploy script")).toBeVisible() },
  {
    name: "new token",
    path: () => "/settings/tokens",
    ready: async (page) => {
      await page.getByRole("button", { name: "New token" }).click();
      await expect(page.getByRole("button", { name: "Create token" })).toBeVisible();
    },
  },
  { name: "import", path: () => "/import", ready: async (page) => expect(page.getByText("Drop a Trello export here")).toBeVisible() },
  {
    name: "import, preview",
    path: () => "/import",
    ready: async (page) => {
      await page.locator("input[type=file]").setInputFiles(boardFile);
      await expect(page.getByRole("button", { name: "Import 40 cards" })).toBeVisible();
    },
  },
  {
    name: "import, done",
    path: () => "/import",
    ready: async (page) => {
      await page.locator("input[type=file]").setInputFiles(boardFile);
      await page.getByRole("button", { name: "Import 40 cards" }).click();
      await expect(page.getByRole("button", { name: "Undo the import" })).toBeVisible();
    },
  },
  { name: "trash", path: () => "/trash", ready: async (page) => expect(page.getByText("An idea that was none")).toBeVisible() },
  {
    name: "offline line",
    path: () => "/my-tasks",
    ready: async (page) => {
      await expect(page.getByRole("link", { name: "Book the room" })).toBeVisible();
      await page.context().setOffline(true);
      await expect(page.getByText(/^Offline\./).locator("visible=true").first()).toBeVisible();
    },
  },
];

// A trace of every step would take longer than the steps.
test.use({ trace: "off" });

// What the browser writes by itself when nobody is signed in, when something is not found, and without a network.
const expected = /status of (401|404)|ERR_INTERNET_DISCONNECTED/;

/** The faults of a page as axe names them, one line each. */
async function faults(page: Page, only?: readonly string[], within?: string): Promise<string[]> {
  // There are no frames, so the slower way that reaches into them is not needed.
  // A focus guard of an open menu can be reached by Tab but hands the focus on at once; axe cannot know that.
  const builder = new AxeBuilder({ page }).setLegacyMode(true).exclude("[data-base-ui-focus-guard]");
  if (within) builder.include(within);
  if (only) builder.withRules([...only]);
  else builder.withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]);
  const found = await builder.analyze();
  return found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")} ${node.failureSummary?.replaceAll(/\s+/g, " ") ?? ""}`));
}

/** The themes share one document, so all rules run in the first and those about colors in the second. */
const themes = { light: undefined, dark: ["color-contrast", "link-in-text-block"] } as const;

async function judge(seat: Seat, world: World, screen: Screen, width: number): Promise<void> {
  const { page, watch } = seat;
  await screen.ready(page, world);
  for (const theme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    await expect.poll(() => page.evaluate(() => getComputedStyle(document.body).colorScheme || getComputedStyle(document.documentElement).colorScheme)).toContain(theme);
    expect.soft(await faults(page, themes[theme]), `${screen.name}, ${theme}, ${width} px: axe`).toEqual([]);
  }
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect.soft(wide, `${screen.name}: the page scrolls sideways`).toBe(0);
  expect.soft(watch.problems, `${screen.name}: console and policy`).toEqual([]);
}

for (const width of [1440, 390]) {
  test.describe(`${width} px`, () => {
    test.describe.configure({ mode: "default" });
    let world: World;
    test.beforeAll(async ({ browser }) => {
      world = await build(browser);
    });
    test.afterAll(() => world.server.stop());

    const view = width < 600 ? { viewport: { width, height: 844 }, hasTouch: true } : { viewport: { width, height: 900 } };
    for (const screen of screens) {
      test(screen.name, async ({ browser }) => {
        const path = (screen.outside ? "" : `/${world.ws.slug}`) + screen.path(world);
        const seat = await sit(browser, world.server, screen.anonymous ? null : world.ana, path, { ...view, allowed: expected });
        try {
          await judge(seat, world, screen, width);
        } finally {
          await seat.context.close();
        }
      });
    }

    // The same colors at every width: once is enough.
    if (width > 600) test("initials on every color", async ({ browser }) => {
      const seat = await sit(browser, world.server, world.ana, `/${world.ws.slug}/members`, view);
      const face = seat.page.locator("main li").filter({ hasText: "ana@example.com" }).locator("[style*=tint]").first();
      const colors = ["gray", "red", "orange", "amber", "lime", "green", "teal", "cyan", "blue", "indigo", "violet", "pink", "brown"];
      await face.evaluate((element: HTMLElement, names) => {
        for (const name of names) {
          const one = element.cloneNode(true) as HTMLElement;
          one.style.setProperty("--tint", `var(--hue-${name})`);
          element.after(one);
        }
      }, colors);
      await expect(seat.page.locator("main li").filter({ hasText: "ana@example.com" }).locator("[style*=tint]")).toHaveCount(colors.length + 1);
      for (const theme of ["light", "dark"] as const) {
        await seat.page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
        expect.soft(await faults(seat.page, ["color-contrast"], "main li [style*=tint]"), theme).toEqual([]);
      }
      expect(seat.watch.problems).toEqual([]);
      await seat.context.close();
    });

    test("setup", async ({ browser }) => {
      const fresh = await startServer({ host: "0.0.0.0" });
      const seat = await sit(browser, fresh, null, "/", { ...view, allowed: expected });
      try {
        await judge(seat, world, { name: "setup", path: () => "/", ready: async (page) => expect(page.getByLabel("Setup code")).toBeVisible() }, width);
      } finally {
        await seat.context.close();
        await fresh.stop();
      }
    });
  });
}
