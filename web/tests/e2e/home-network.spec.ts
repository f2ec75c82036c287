// Plain HTTP on a home network: another machine's browser, where the page is
// not a secure context. Cookies drop their prefix, Web Locks are missing, and
// everything that matters works.
import { chromium, expect, test } from "@playwright/test";
import { call, firstWorkspace, password, signUpOwner } from "../support/people.ts";
import { startServer } from "../support/server.ts";

test("two people work over plain HTTP from another host name", async ({}, info) => {
  const server = await startServer();
  const ana = await signUpOwner(server);
  const ws = await firstWorkspace(server, ana);
  await call(server, ana, "POST", `/workspaces/${ws.slug}/projects`, { key: "HOME", name: "Home", color: "green", visibility: "workspace" });
  const options = info.project.use.launchOptions ?? {};
  const browser = await chromium.launch({ ...options, args: [...(options.args ?? []), "--host-resolver-rules=MAP tasks.home 127.0.0.1"] });
  try {
    const home = server.url.replace("localhost", "tasks.home");
    const pages = [];
    for (let n = 0; n < 2; n++) {
      const page = await (await browser.newContext()).newPage();
      await page.goto(`${home}/sign-in`);
      expect(await page.evaluate(() => isSecureContext)).toBe(false);
      await page.getByLabel("E-mail").fill(ana.email);
      await page.getByLabel("Password", { exact: true }).fill(password);
      await page.keyboard.press("Enter");
      await expect(page.getByRole("link", { name: "My tasks" }).first()).toBeVisible();
      await page.goto(`${home}/${ws.slug}/project/HOME/board`);
      await expect(page.getByRole("heading", { name: "To do" })).toBeVisible();
      pages.push(page);
    }
    const [one, two] = pages as [(typeof pages)[0], (typeof pages)[0]];
    await one.keyboard.press("c");
    await one.getByRole("dialog").getByRole("textbox").first().fill("Water the plants");
    await one.keyboard.press("Control+Enter");
    await expect(two.locator("[data-task]").filter({ hasText: "Water the plants" })).toBeVisible();
    await one.reload();
    await expect(one.locator("[data-task]").filter({ hasText: "Water the plants" })).toBeVisible();
  } finally {
    await browser.close();
    await server.stop();
  }
});
