import { describe, expect, test } from "vitest";
import { newTask } from "../sync/testing/model-server";
import { groupTasks, todayIn } from "./my-tasks";

const now = "2026-11-20T12:00:00.000Z";
const task = (id: string, fields: object) => ({ ...newTask({ id, created_at: "2026-11-01T00:00:00.000Z" }, 1, ""), ...fields });
const ids = (tasks: readonly { id: string }[]): string[] => tasks.map((it) => it.id);

describe("groupTasks", () => {
  test("puts tasks where they are to be done, the most urgent first", () => {
    const groups = groupTasks(
      [
        task("none", {}),
        task("later", { due_date: "2026-12-01" }),
        task("sooner", { due_date: "2026-11-21" }),
        task("today", { due_date: "2026-11-20" }),
        task("urgent", { due_date: "2026-11-20", priority: "urgent" }),
        task("yesterday", { due_date: "2026-11-19" }),
        task("this morning", { due_date: "2026-11-20", due_at: "2026-11-20T08:00:00.000Z" }),
        task("tonight", { due_date: "2026-11-20", due_at: "2026-11-20T20:00:00.000Z" }),
        task("done", { closed_at: "2026-11-20T09:00:00.000Z", due_date: "2026-11-01" }),
        task("done before", { closed_at: "2026-11-19T09:00:00.000Z" }),
        task("done long ago", { closed_at: "2026-11-01T09:00:00.000Z" }),
      ],
      "2026-11-20",
      now,
    );
    expect(ids(groups.overdue)).toEqual(["yesterday", "this morning"]);
    expect(ids(groups.today)).toEqual(["urgent", "today", "tonight"]);
    expect(ids(groups.upcoming)).toEqual(["sooner", "later"]);
    expect(ids(groups.no_date)).toEqual(["none"]);
    expect(ids(groups.completed)).toEqual(["done", "done before"]);
  });
});

describe("todayIn", () => {
  test("is the date of the zone, and of this device when the zone is unknown", () => {
    const late = new Date("2026-11-20T23:30:00Z");
    expect(todayIn("Asia/Tokyo", late)).toBe("2026-11-21");
    expect(todayIn("America/New_York", late)).toBe("2026-11-20");
    expect(todayIn("Nowhere/Else", late)).toMatch(/^2026-11-2[01]$/);
  });
});
