import { describe, expect, test, vi } from "vitest";
import type { Task } from "../api/types";
import { Pool } from "./pool";
import type { AnyRow, Change, Kind, LogRow } from "./rows";
import { kinds } from "./rows";
import { newTask } from "./testing/model-server";
import { seeded } from "./testing/network";

function task(id: string, fields: Partial<Task> = {}, number = 1): Task {
  const { description: _, ...row } = newTask({ id, title: id, ...fields }, number, "2026-11-20T10:00:00.000Z");
  return row;
}

function change(seq: number, rows: LogRow[], mutation: string | null = null): Change {
  return { seq, at: "2026-11-20T10:00:00.000Z", actor: null, mutation, rows };
}

function named(rows: Partial<Record<Kind, string[]>>): Record<Kind, Set<string>> {
  return Object.fromEntries(kinds.map((kind) => [kind, new Set(rows[kind] ?? [])])) as Record<Kind, Set<string>>;
}

function filled(...rows: Task[]): Pool {
  const pool = new Pool();
  pool.load("task", rows);
  pool.cursor = { epoch: "e", seq: 10 };
  return pool;
}

const title = (pool: Pool): string => pool.get("task", "t")!.title;
const patch = (id: string, data: object): LogRow => ({ kind: "task", id, op: "patch", data: data as Record<string, unknown> });

describe("confirmed and pending rows", () => {
  test("a pending edit is painted on top and survives changes beneath it", () => {
    const pool = filled(task("t"));
    pool.add("m1", [{ op: "patch", kind: "task", id: "t", data: { title: "mine" } }]);
    expect(pool.get("task", "t")!.title).toBe("mine");
    pool.apply(change(11, [patch("t", { title: "theirs", priority: "high" })]));
    expect(pool.get("task", "t")).toMatchObject({ title: "mine", priority: "high" });
    expect(pool.confirmed("task", "t")!.title).toBe("theirs");
  });

  test("it goes when the change with its mutation id arrives", () => {
    const pool = filled(task("t"));
    pool.add("m1", [{ op: "patch", kind: "task", id: "t", data: { title: "mine" } }]);
    pool.apply(change(11, [patch("t", { title: "mine, as the server has it" })], "m1"));
    expect(pool.pending).toEqual([]);
    expect(pool.get("task", "t")!.title).toBe("mine, as the server has it");
  });

  test("it goes when the log passes the place that the answer named, not before", () => {
    const pool = filled(task("t"));
    pool.add("m1", [{ op: "patch", kind: "task", id: "t", data: { title: "mine" } }]);
    pool.acknowledge("m1", "e.12");
    pool.apply(change(11, [patch("t", { title: "other" })]));
    expect(pool.get("task", "t")!.title).toBe("mine");
    pool.apply(change(12, [patch("t", { title: "mine" })]));
    expect(pool.pending).toEqual([]);
  });

  test("it goes when a heartbeat passes that place: the change was not for me to see", () => {
    const pool = filled(task("t"));
    pool.add("m1", [{ op: "patch", kind: "task", id: "t", data: { title: "mine" } }]);
    pool.acknowledge("m1", "e.12");
    pool.reach(11);
    expect(title(pool)).toBe("mine");
    pool.reach(12);
    expect(title(pool)).toBe("t");
    expect(pool.cursor).toEqual({ epoch: "e", seq: 12 });
  });

  test("an answer for a place that was passed already drops it at once", () => {
    const pool = filled(task("t"));
    pool.add("m1", [{ op: "patch", kind: "task", id: "t", data: { title: "mine" } }]);
    pool.acknowledge("m1", "e.10");
    expect(pool.get("task", "t")!.title).toBe("t");
  });

  test("a refused edit is taken away from the middle", () => {
    const pool = filled(task("t"));
    pool.add("m1", [{ op: "patch", kind: "task", id: "t", data: { title: "one", priority: "low" } }]);
    pool.add("m2", [{ op: "patch", kind: "task", id: "t", data: { title: "two" } }]);
    pool.drop("m1");
    expect(pool.get("task", "t")).toMatchObject({ title: "two", priority: "none" });
  });

  test("labels that two people add are both kept", () => {
    const pool = filled(task("t", { labels: ["a", "b"] }));
    pool.add("m1", [{ op: "patch", kind: "task", id: "t", data: {}, sets: { labels: { add: ["mine"], remove: ["a"] } } }]);
    pool.apply(change(11, [patch("t", { labels: ["a", "b", "theirs"] })]));
    expect(pool.get("task", "t")!.labels).toEqual(["b", "theirs", "mine"]);
  });

  test("a creation gives way to the server's row", () => {
    const pool = filled();
    pool.add("m1", [{ op: "put", kind: "task", id: "t", data: task("t", { key: "" }, 0) }]);
    expect(pool.get("task", "t")!.title).toBe("t");
    pool.apply(change(11, [{ kind: "task", id: "t", op: "put", data: { ...task("t", {}, 42) } }]));
    expect(pool.get("task", "t")!.key).toBe("WEB-42");
  });

  test("a duplicate or older change does nothing", () => {
    const pool = filled(task("t"));
    expect(pool.apply(change(11, [patch("t", { title: "new" })]))).toBe(true);
    expect(pool.apply(change(11, [patch("t", { title: "old" })]))).toBe(false);
    expect(pool.apply(change(9, [patch("t", { title: "old" })]))).toBe(false);
    expect(pool.get("task", "t")!.title).toBe("new");
  });

  test("delete wins over a pending edit", () => {
    const pool = filled(task("t"));
    pool.add("m1", [{ op: "patch", kind: "task", id: "t", data: { title: "mine" } }]);
    pool.apply(change(11, [{ kind: "task", id: "t", op: "remove" }]));
    expect(pool.get("task", "t")).toBeUndefined();
    expect(pool.ids("tasksOfColumn", "c1")).toEqual([]);
  });

  test("a removed project takes its columns, tasks and comments with it", () => {
    const pool = filled(task("t"), task("u", { project_id: "p2", column_id: "c9" }));
    pool.load("project", [{ id: "p1", key: "WEB" } as AnyRow]);
    pool.load("column", [{ id: "c1", project_id: "p1", rank: "a0", archived_at: null } as AnyRow]);
    pool.load("comment", [{ id: "k", task_id: "t", project_id: "p1", created_at: "" } as AnyRow]);
    pool.apply(change(11, [{ kind: "project", id: "p1", op: "remove" }]));
    expect([...pool.all("task")].map((it) => it.id)).toEqual(["u"]);
    expect([...pool.all("column"), ...pool.all("comment"), ...pool.all("project")]).toEqual([]);
  });

  test("a removed label goes from every task", () => {
    const pool = filled(task("t", { labels: ["a", "b"] }), task("u", { labels: ["b"] }));
    pool.load("label", [{ id: "a", name: "", color: "" } as AnyRow]);
    pool.apply(change(11, [{ kind: "label", id: "a", op: "remove" }]));
    expect([pool.get("task", "t")!.labels, pool.get("task", "u")!.labels]).toEqual([["b"], ["b"]]);
  });

  test("a project's new key is on its tasks, and finds them", () => {
    const pool = filled(task("t"));
    pool.load("project", [{ id: "p1", key: "WEB", name: "" } as AnyRow]);
    pool.apply(change(11, [{ kind: "project", id: "p1", op: "patch", data: { key: "APP" } }]));
    expect(pool.get("task", "t")!.key).toBe("APP-1");
    expect(pool.ids("tasksByKey", "APP-1")).toEqual(["t"]);
    expect(pool.ids("tasksByKey", "WEB-1")).toEqual([]);
  });

  test("a bootstrap sweeps what it does not name and drops what it contains", () => {
    const pool = filled(task("gone"));
    pool.add("m1", [{ op: "patch", kind: "task", id: "t", data: { title: "mine" } }]);
    pool.acknowledge("m1", "old.3");
    pool.load("task", [task("t")]);
    pool.finishLoad({ epoch: "new", seq: 3 }, named({ task: ["t"] }));
    expect(pool.get("task", "gone")).toBeUndefined();
    expect(pool.pending).toEqual([]);
    expect(pool.cursor).toEqual({ epoch: "new", seq: 3 });
  });
});

describe("rows fetched beside the log", () => {
  test("what the log said meanwhile is not overwritten by an older answer", () => {
    const pool = filled(task("t"));
    const fetched = pool.fetched();
    pool.apply(change(11, [patch("t", { title: "new" })]));
    fetched.merge([{ kind: "task", row: { ...task("t"), description: "text" } }]);
    fetched.end();
    expect(pool.get("task", "t")).toMatchObject({ title: "new", description: "text" });
  });

  test("what was removed meanwhile stays removed", () => {
    const pool = filled(task("t"));
    const fetched = pool.fetched();
    pool.apply(change(11, [{ kind: "task", id: "t", op: "remove" }]));
    fetched.merge([{ kind: "task", row: task("t") }]);
    expect(pool.get("task", "t")).toBeUndefined();
  });

  test("a row without description keeps the known one while it is current", () => {
    const pool = filled({ ...task("t"), description: "text", description_version: 2 });
    pool.load("task", [task("t", { description_version: 2, title: "b" })]);
    expect(pool.get("task", "t")).toMatchObject({ title: "b", description: "text" });
    pool.load("task", [task("t", { description_version: 3 })]);
    expect(pool.get("task", "t")!.description).toBeUndefined();
  });

  test("a member keeps the e-mail address that was asked for", () => {
    const pool = filled();
    pool.load("member", [{ id: "m", name: "Ada", email: "ada@example.com" } as AnyRow]);
    pool.apply(change(11, [{ kind: "member", id: "m", op: "put", data: { name: "Ada L." } }]));
    expect(pool.get("member", "m")).toMatchObject({ name: "Ada L.", email: "ada@example.com" });
  });

  test("a patch of an unknown row is reported", () => {
    const missing = vi.fn();
    const pool = new Pool({ missing });
    pool.cursor = { epoch: "e", seq: 1 };
    pool.apply(change(2, [patch("x", { closed_at: null })]));
    expect(missing).toHaveBeenCalledOnce();
  });
});

describe("subscriptions and indexes", () => {
  test("a card hears only of its own task, and a column only of its order", () => {
    const pool = filled(task("t", { rank: "a0" }), task("u", { rank: "a1" }));
    const [card, other, order, rows] = [vi.fn(), vi.fn(), vi.fn(), vi.fn()];
    pool.subscribe("task/t", card);
    pool.subscribe("task/u", other);
    pool.subscribe("tasksOfColumn/c1", order);
    pool.subscribe("tasksOfColumn*/c1", rows);
    pool.apply(change(11, [patch("t", { title: "x" })]));
    expect([card, other, order, rows].map((it) => it.mock.calls.length)).toEqual([1, 0, 0, 1]);
    pool.apply(change(12, [patch("t", { rank: "a5" })]));
    expect([card, other, order, rows].map((it) => it.mock.calls.length)).toEqual([2, 0, 1, 2]);
  });

  test("a batch calls each listener once", () => {
    const pool = filled(task("t"));
    const card = vi.fn();
    pool.subscribe("task/t", card);
    pool.batch(() => {
      for (let seq = 11; seq < 20; seq++) pool.apply(change(seq, [patch("t", { title: String(seq) })]));
    });
    expect(card).toHaveBeenCalledOnce();
  });

  test("the ids of a bucket are the same array until its order changes", () => {
    const pool = filled(task("t", { rank: "a0" }), task("u", { rank: "a1" }));
    const before = pool.ids("tasksOfColumn", "c1");
    pool.apply(change(11, [patch("t", { title: "x" })]));
    expect(pool.ids("tasksOfColumn", "c1")).toBe(before);
    pool.apply(change(12, [patch("t", { rank: "a2" })]));
    expect(pool.ids("tasksOfColumn", "c1")).toEqual(["u", "t"]);
    expect(before).toEqual(["t", "u"]);
  });

  test("random changes leave every index as if it were built anew", () => {
    const random = seeded(11);
    const pool = filled();
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
    const ids = Array.from({ length: 60 }, (_, n) => `t${n}`);
    for (let n = 0; n < 3_000; n++) {
      const id = pick(ids);
      const fields = {
        column_id: pick(["c1", "c2", "c3"]), rank: pick(["a0", "a1", "a2", "a3"]), title: pick(["x", "y"]),
        deleted_at: pick([null, null, null, "2026"]), parent_id: pick([null, "t0", "t1"]), assignees: pick([[], ["m1"], ["m1", "m2"]]),
      };
      const luck = random();
      if (luck < 0.3) pool.apply(change(11 + n, [{ kind: "task", id, op: "put", data: { ...task(id, fields, 1 + ids.indexOf(id)) } }]));
      else if (luck < 0.6) pool.apply(change(11 + n, [patch(id, fields)]));
      else if (luck < 0.65) pool.apply(change(11 + n, [{ kind: "task", id, op: "remove" }]));
      else if (luck < 0.8) pool.add(`m${n}`, [{ op: "patch", kind: "task", id, data: fields }]);
      else if (pool.pending.length > 0) pool.drop(pick(pool.pending).id);
      if (n % 7 === 0) pool.ids("tasksOfColumn", pick(["c1", "c2", "c3"]));
      if (n % 100 === 99) {
        const rows = [...pool.all("task")].filter((it) => it.deleted_at === null);
        const ranked = rows.toSorted((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : a.id < b.id ? -1 : 1));
        for (const column of ["c1", "c2", "c3"]) {
          expect(pool.ids("tasksOfColumn", column)).toEqual(ranked.filter((it) => it.column_id === column).map((it) => it.id));
        }
        for (const parent of ["t0", "t1"]) {
          expect(pool.ids("subtasks", parent)).toEqual(ranked.filter((it) => it.parent_id === parent).map((it) => it.id));
        }
        expect(pool.ids("tasksOfAssignee", "m2").toSorted()).toEqual(rows.filter((it) => it.assignees.includes("m2")).map((it) => it.id).toSorted());
        expect(pool.ids("tasksOfProject", "p1")).toEqual(rows.toSorted((a, b) => a.number - b.number).map((it) => it.id));
      }
    }
  });

  test("one change among 20,000 tasks does not cost what 20,000 cost", () => {
    const pool = new Pool();
    pool.load("task", Array.from({ length: 20_000 }, (_, n) => task(`t${n}`, { rank: `b${String(n).padStart(5, "1")}`, column_id: `c${n % 5}` }, n + 1)));
    pool.cursor = { epoch: "e", seq: 10 };
    for (let column = 0; column < 5; column++) pool.ids("tasksOfColumn", `c${column}`);
    pool.ids("tasksOfProject", "p1");
    const begin = performance.now();
    for (let seq = 11; seq < 511; seq++) {
      pool.apply(change(seq, [patch(`t${seq * 37}`, { rank: `b${String(seq * 11).padStart(5, "1")}V`, title: "x" })]));
      pool.ids("tasksOfColumn", "c1");
    }
    // 500 changes; rebuilding one index of 20,000 each time would take seconds.
    expect(performance.now() - begin).toBeLessThan(2_000);
  });
});
