import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Engine } from "../sync/engine";
import { MemoryStore } from "../sync/store";
import type { Task } from "../api/types";
import { ModelServer, newTask } from "../sync/testing/model-server";
import { Network } from "../sync/testing/network";
import { setEngine } from "./store";
import { searchLocalTasks } from "./task";
import { addLabel, completeTask, createTask, deleteTask, moveTask, renameTask, reopenTask } from "./task-verbs";

let server: ModelServer;
let engine: Engine;
let bodies: unknown[];

beforeEach(async () => {
  server = new ModelServer();
  for (const [n, rank] of ["a1", "a2", "a2", "a3"].entries()) server.put("task", newTask({ id: `t${n + 1}`, title: `Task ${n + 1}`, rank }, n + 1, server.now()));
  const network = new Network(server, Math.random);
  bodies = [];
  const { send } = network.net;
  network.net.send = ((method, path, options) => {
    if (method !== "GET") bodies.push(options?.body);
    return send(method, path, options);
  }) as typeof send;
  engine = new Engine({ account: "a1", workspace: "ws", member: "m1", role: "member", alone: true, store: new MemoryStore(), net: network.net, firstWait: 5 });
  setEngine(engine);
  await engine.start();
  await vi.waitFor(() => expect(engine.status.connection).toBe("live"));
});

afterEach(() => {
  engine.stop();
  setEngine(null);
});

const column = (id: string): readonly string[] => engine.pool.ids("tasksOfColumn", id);
const onServer = (id: string): Task | undefined => server.table<Task>("task").get(id);

describe("moveTask", () => {
  test.each([
    ["before", { columnId: "c1", beforeId: "t1" }, ["t4", "t1", "t2", "t3"]],
    ["after", { columnId: "c1", afterId: "t1" }, ["t1", "t4", "t2", "t3"]],
    ["between two of one rank it goes below both", { columnId: "c1", afterId: "t2" }, ["t1", "t2", "t3", "t4"]],
    ["at the end", { columnId: "c1" }, ["t1", "t2", "t3", "t4"]],
  ])("%s", async (_, to, order) => {
    const { done } = moveTask("t4", to);
    expect(column("c1")).toEqual(order);
    await done;
    await vi.waitFor(() => expect(engine.pool.pending).toEqual([]));
    expect(column("c1")).toEqual(order);
    // Within a column only the rank is sent, so that a move elsewhere at the same time is kept.
    expect(bodies).toEqual([{ rank: expect.any(String) }]);
  });

  test("into another column sets what the column means", async () => {
    const { done } = moveTask("t1", { columnId: "c3" });
    expect(engine.pool.get("task", "t1")?.closed_at).not.toBeNull();
    await done;
    expect(bodies).toEqual([{ column_id: "c3", rank: expect.any(String) }]);
  });
});

describe("verbs", () => {
  test("a created task is painted at once, and gets its key from the server", async () => {
    const { id, done } = createTask({ project_id: "p1", title: "New", due_date: null, at: "top" });
    expect(column("c1")[0]).toBe(id);
    expect(engine.pool.get("task", id)).toMatchObject({ title: "New", key: "", column_id: "c1" });
    await done;
    await vi.waitFor(() => expect(engine.pool.get("task", id)?.key).toBe("WEB-5"));
    expect(bodies).toEqual([{ id, project_id: "p1", title: "New", column_id: "c1", rank: expect.any(String) }]);
  });

  test("completing and reopening paint the column, and come back to it", async () => {
    await moveTask("t2", { columnId: "c2" }).done;
    const complete = completeTask("t2");
    expect(column("c3")).toEqual(["t2"]);
    await complete.done;
    const reopen = reopenTask("t2");
    expect(column("c2")).toEqual(["t2"]);
    await reopen.done;
  });

  test("deleting hides at once, and undo brings the row back at once", async () => {
    const { done, undo } = deleteTask("t1");
    expect(column("c1")).not.toContain("t1");
    await done;
    undo();
    expect(column("c1")).toContain("t1");
    await vi.waitFor(() => expect(engine.pool.pending).toEqual([]));
    expect(onServer("t1")?.deleted_at).toBeNull();
  });

  test("labels are sent as what was added", async () => {
    await addLabel("t1", "l1", "l2").done;
    expect(bodies).toEqual([{ labels: { add: ["l1", "l2"] } }]);
    expect(engine.pool.get("task", "t1")?.labels).toEqual(["l1", "l2"]);
  });

  test("search finds words of titles and keys", async () => {
    void renameTask("t3", "Write the Report");
    expect(searchLocalTasks("repo writ").map((task) => task.id)).toEqual(["t3"]);
    expect(searchLocalTasks("web-4").map((task) => task.id)).toEqual(["t4"]);
    expect(searchLocalTasks(" ")).toEqual([]);
  });
});
