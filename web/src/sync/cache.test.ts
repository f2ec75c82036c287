import { describe, expect, test, vi } from "vitest";
import { Cache } from "./cache";
import { Pool } from "./pool";
import { MemoryStore } from "./store";
import { newTask } from "./testing/model-server";

function build(store: MemoryStore, wanted: string[] = []): { pool: Pool; cache: Cache } {
  const pool: Pool = new Pool({ confirmed: (kind, id, row) => cache.note(kind, id, row) });
  const cache = new Cache(store, pool, 1, () => wanted);
  cache.enabled = true;
  return { pool, cache };
}

const rows = (n: number) => Array.from({ length: n }, (_, at) => newTask({ id: `t${at}` }, at + 1, "2026-11-20T10:00:00.000Z"));

describe("Cache", () => {
  test("a change rewrites its own chunk only", async () => {
    const store = new MemoryStore();
    const { pool, cache } = build(store);
    pool.load("task", rows(3_200));
    pool.cursor = { epoch: "e", seq: 1 };
    await cache.save();
    const save = vi.spyOn(store, "saveCache");
    pool.apply({ seq: 2, at: "", actor: null, mutation: null, rows: [{ kind: "task", id: "t2500", op: "patch", data: { title: "x" } }] });
    await cache.save();
    expect(save.mock.calls.map(([state, put, remove]) => [state?.cursor.seq, put.length, remove.length])).toEqual([[2, 1, 0]]);
  });

  test("rows that went are not kept, and a chunk without rows goes too", async () => {
    const store = new MemoryStore();
    const { pool, cache } = build(store);
    pool.load("task", rows(2));
    pool.cursor = { epoch: "e", seq: 1 };
    await cache.save();
    pool.apply({ seq: 2, at: "", actor: null, mutation: null, rows: [{ kind: "task", id: "t0", op: "remove" }] });
    await cache.save();
    const again = build(store);
    expect(await again.cache.load()).toEqual([]);
    expect([...again.pool.all("task")].map((task) => task.id)).toEqual(["t1"]);
    expect(again.pool.cursor).toEqual({ epoch: "e", seq: 2 });
    again.pool.apply({ seq: 3, at: "", actor: null, mutation: null, rows: [{ kind: "task", id: "t1", op: "remove" }] });
    await again.cache.save();
    expect((await store.loadCache())!.chunks).toEqual([]);
  });

  test("what the log asked for and has not arrived is asked for again at the next visit", async () => {
    const store = new MemoryStore();
    const { pool, cache } = build(store, ["project:p9"]);
    pool.cursor = { epoch: "e", seq: 7 };
    await cache.save();
    expect(await build(store).cache.load()).toEqual(["project:p9"]);
  });

  test("pending edits are not kept as if the server had them", async () => {
    const store = new MemoryStore();
    const { pool, cache } = build(store);
    pool.load("task", rows(1));
    pool.cursor = { epoch: "e", seq: 1 };
    pool.add("m", [{ op: "patch", kind: "task", id: "t0", data: { title: "mine" } }]);
    await cache.save();
    expect((await store.loadCache())!.chunks[0]!.json).not.toContain("mine");
  });

  test("nothing is written in the middle of a whole load", async () => {
    const store = new MemoryStore();
    const { pool, cache } = build(store);
    pool.load("task", rows(1));
    await cache.save();
    expect(await store.loadCache()).toBeNull();
  });
});
