import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Task } from "../api/types";
import { forget } from "./cache";
import { Engine } from "./engine";
import type { EngineOptions } from "./engine";
import { newId } from "./ids";
import { MemoryStore, openStore } from "./store";
import { ModelServer, newTask } from "./testing/model-server";
import { Network } from "./testing/network";

let server: ModelServer;
let engines: Engine[] = [];
let account = "";

beforeEach(() => {
  server = new ModelServer();
  account = newId();
  for (let n = 1; n <= 3; n++) server.put("task", newTask({ id: `t${n}`, title: `task ${n}`, rank: `a${n}`, description: "one\ntwo\nthree", description_version: 1, has_description: true }, n, server.now()));
});

afterEach(() => {
  for (const engine of engines) engine.stop();
  engines = [];
});

function make(options: Partial<EngineOptions> = {}): { engine: Engine; network: Network } {
  const network = new Network(server, Math.random);
  const engine = new Engine({ account, workspace: "ws", member: "m1", role: "member", net: network.net, firstWait: 5, alone: true, ...options });
  engines.push(engine);
  return { engine, network };
}

async function ready(engine: Engine): Promise<void> {
  await engine.start();
  await vi.waitFor(() => expect(engine.status.connection).toBe("live"), 3_000);
}

function rename(engine: Engine, id: string, title: string): Promise<void> {
  return engine.write({ label: "task.rename", method: "PATCH", path: `tasks/${id}`, body: { title }, edits: [{ op: "patch", kind: "task", id, data: { title } }] }).done;
}

const title = (engine: Engine, id = "t1"): string | undefined => engine.pool.get("task", id)?.title;
const described = (id = "t1"): string | undefined => server.table<Task>("task").get(id)?.description;

describe("Engine", () => {
  test("paints a write at once and others' changes as they come", async () => {
    const one = make();
    const two = make();
    await Promise.all([ready(one.engine), ready(two.engine)]);
    const done = rename(one.engine, "t1", "new");
    expect(title(one.engine)).toBe("new");
    await done;
    await vi.waitFor(() => expect(title(two.engine)).toBe("new"));
    await vi.waitFor(() => expect(one.engine.pool.pending).toEqual([]));
  });

  test("a refused write is rolled back and reported", async () => {
    const { engine } = make();
    await ready(engine);
    const rejected = vi.fn();
    engine.on("rejected", rejected);
    const id = newId();
    const { done } = engine.write({ label: "task.create", method: "POST", path: "tasks", body: { id, title: "refused" }, edits: [{ op: "put", kind: "task", id, data: newTask({ id, title: "refused" }, 0, "") }], creates: id });
    expect(engine.pool.get("task", id)).toBeDefined();
    await expect(done).rejects.toMatchObject({ status: 400, code: "invalid" });
    expect(engine.pool.get("task", id)).toBeUndefined();
    expect(rejected).toHaveBeenCalledWith(expect.objectContaining({ label: "task.create" }));
  });

  test("a description is merged with what somebody else wrote", async () => {
    const { engine } = make();
    await ready(engine);
    await engine.loadTask("t1");
    server.write("PATCH", "workspaces/ws/tasks/t1", { body: { description: "one\ntwo\nTHREE" }, headers: { "Idempotency-Key": newId() } });
    await engine.describe("t1", "ONE\ntwo\nthree", "one\ntwo\nthree").done;
    expect(described()).toBe("ONE\ntwo\nTHREE");
  });

  test("a stale answer is merged and sent again under another id", async () => {
    const { engine, network } = make();
    await ready(engine);
    await engine.loadTask("t1");
    // The other edit reaches the server while mine is on its way and the log is cut.
    const send = network.net.send;
    let first = true;
    network.net.send = (async (method, path, options) => {
      if (first && method === "PATCH") {
        first = false;
        server.write("PATCH", "workspaces/ws/tasks/t1", { body: { description: "one\ntwo\nTHREE" }, headers: { "Idempotency-Key": newId() } });
      }
      return send(method, path, options);
    }) as typeof send;
    await engine.describe("t1", "ONE\ntwo\nthree").done;
    expect(described()).toBe("ONE\ntwo\nTHREE");
  });

  test.each([
    ["mine", "MINE\ntwo\nthree"],
    ["theirs", "THEIRS\ntwo\nthree"],
    ["both", "THEIRS\ntwo\nthree\n\nMINE\ntwo\nthree"],
  ] as const)("what cannot be merged is kept until the person chooses: %s", async (choice, expected) => {
    const store = new MemoryStore();
    const { engine } = make({ store });
    await ready(engine);
    await engine.loadTask("t1");
    server.write("PATCH", "workspaces/ws/tasks/t1", { body: { description: "THEIRS\ntwo\nthree" }, headers: { "Idempotency-Key": newId() } });
    await engine.describe("t1", "MINE\ntwo\nthree", "one\ntwo\nthree").done;
    expect(engine.conflicts.get("t1")).toMatchObject({ mine: "MINE\ntwo\nthree", theirs: "THEIRS\ntwo\nthree" });
    expect(described()).toBe("THEIRS\ntwo\nthree");
    // It survives a restart.
    engine.stop();
    const again = make({ store }).engine;
    await ready(again);
    expect(again.conflicts.get("t1")?.mine).toBe("MINE\ntwo\nthree");
    again.resolveConflict("t1", choice);
    await vi.waitFor(() => expect(described()).toBe(expected));
    expect(again.conflicts.size).toBe(0);
    expect(await store.loadConflicts()).toEqual([]);
  });

  test("two quick edits of a description by one person do not conflict", async () => {
    const { engine } = make();
    await ready(engine);
    await engine.loadTask("t1");
    void engine.describe("t1", "first");
    void engine.describe("t1", "second");
    await engine.describe("t1", "third").done;
    expect(described()).toBe("third");
    expect(engine.conflicts.size).toBe(0);
  });

  test("a task that comes back to life and is not here is fetched", async () => {
    const { engine } = make();
    await ready(engine);
    server.put("task", newTask({ id: "old", title: "old", closed_at: "2020" }, 9, server.now()));
    server.write("POST", "workspaces/ws/tasks/old/reopen", { headers: { "Idempotency-Key": newId() } });
    await vi.waitFor(() => expect(engine.pool.get("task", "old")).toMatchObject({ title: "old", closed_at: null }));
  });

  test("a new epoch loads everything anew and keeps what waits", async () => {
    const { engine, network } = make();
    await ready(engine);
    network.trouble.lostRequest = 1;
    void rename(engine, "t1", "mine");
    server.table<Task>("task").delete("t3");
    server.newEpoch();
    await vi.waitFor(() => expect(engine.pool.cursor?.epoch).toBe("e2"));
    expect(engine.pool.get("task", "t3")).toBeUndefined();
    expect(title(engine)).toBe("mine");
    network.trouble.lostRequest = 0;
    await vi.waitFor(() => expect(server.table<Task>("task").get("t1")!.title).toBe("mine"), 3_000);
  });
});

describe("an edit more than an hour old", () => {
  async function offlineRename(change: () => void): Promise<Engine> {
    const store = new MemoryStore();
    const first = make({ store });
    await ready(first.engine);
    first.network.down = true;
    first.network.cut();
    void rename(first.engine, "t1", "mine");
    const entries = await store.loadEntries();
    await store.putEntry({ ...entries[0]!, at: Date.now() - 61 * 60_000 });
    first.engine.stop();
    change();
    const second = make({ store });
    await ready(second.engine);
    return second.engine;
  }

  const theirs = (): void => {
    server.write("PATCH", "workspaces/ws/tasks/t1", { body: { title: "theirs" }, headers: { "Idempotency-Key": newId() } });
  };

  test("is applied when nobody changed the field since", async () => {
    await offlineRename(() => undefined);
    await vi.waitFor(() => expect(server.table<Task>("task").get("t1")!.title).toBe("mine"));
  });

  test.each([
    ["apply", "mine"],
    ["discard", "theirs"],
  ] as const)("is asked about when somebody did: %s", async (choice, expected) => {
    const engine = await offlineRename(theirs);
    await vi.waitFor(() => expect(engine.questions).toMatchObject([{ label: "task.rename", row: "t1", fields: [{ field: "title", mine: "mine", theirs: "theirs" }] }]));
    expect(title(engine)).toBe("theirs");
    expect(server.table<Task>("task").get("t1")!.title).toBe("theirs");
    engine.answer(engine.questions[0]!.id, choice);
    expect(engine.questions).toEqual([]);
    await vi.waitFor(() => expect(engine.status.waiting).toBe(0));
    expect(title(engine)).toBe(expected);
    await vi.waitFor(() => expect(server.table<Task>("task").get("t1")!.title).toBe(expected));
  });
});

describe("with IndexedDB", () => {
  test("a reload without a network shows the cache and the edits that wait, and sends them later", async () => {
    const first = make();
    await ready(first.engine);
    first.network.down = true;
    first.network.cut();
    void rename(first.engine, "t2", "written offline");
    await new Promise((resolve) => setTimeout(resolve, 100));
    first.engine.stop();
    const second = make();
    second.network.down = true;
    await second.engine.start();
    expect(second.engine.state).toBe("ready");
    expect(title(second.engine, "t1")).toBe("task 1");
    expect(title(second.engine, "t2")).toBe("written offline");
    expect(second.engine.status.waiting).toBe(1);
    second.network.down = false;
    second.engine.retryNow();
    await vi.waitFor(() => expect(server.table<Task>("task").get("t2")!.title).toBe("written offline"), 3_000);
    await vi.waitFor(async () => expect(await (await openStore(account, "ws")).loadEntries()).toEqual([]));
  });

  test("signing out forgets the rows but not what waits", async () => {
    const { engine, network } = make();
    await ready(engine);
    network.down = true;
    void rename(engine, "t2", "unsent");
    await new Promise((resolve) => setTimeout(resolve, 100));
    engine.stop();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await forget(account);
    const store = await openStore(account, "ws");
    expect(await store.loadCache()).toBeNull();
    expect((await store.loadEntries()).map((entry) => entry.label)).toEqual(["task.rename"]);
    store.close();
  });

  test("thousands of tasks are kept in chunks and shown from them", async () => {
    for (let n = 4; n <= 3_500; n++) server.put("task", newTask({ id: `t${n}`, title: `task ${n}` }, n, server.now()));
    const first = make();
    await ready(first.engine);
    await rename(first.engine, "t3000", "late");
    await vi.waitFor(() => expect(first.engine.pool.pending).toEqual([]));
    first.engine.stop();
    await new Promise((resolve) => setTimeout(resolve, 150));
    const store = await openStore(account, "ws");
    const kept = await store.loadCache();
    expect(kept!.chunks.filter((chunk) => chunk.kind === "task").length).toBe(4);
    expect(kept!.state.cursor).toEqual(server.cursor());
    store.close();
    const second = make();
    second.network.down = true;
    await second.engine.start();
    expect([...second.engine.pool.all("task")].length).toBe(3_500);
    expect(title(second.engine, "t3000")).toBe("late");
  });
});

describe("two tabs", () => {
  beforeEach(() => {
    // Node has no Web Locks: the lease in localStorage is what is tested here.
    const kept = new Map<string, string>();
    vi.stubGlobal("localStorage", {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    });
  });
  afterEach(() => vi.unstubAllGlobals());

  test("one leads; writes and changes of both are in both; the other takes over", { timeout: 20_000 }, async () => {
    const one = make({ alone: false });
    await ready(one.engine);
    const two = make({ alone: false });
    await two.engine.start();
    await vi.waitFor(() => expect(two.engine.state).toBe("ready"), 2_000);
    await vi.waitFor(() => expect(two.engine.status.connection).toBe("live"));
    expect([one.engine.status.leader, two.engine.status.leader]).toEqual([true, false]);

    const done = rename(two.engine, "t1", "from the follower");
    expect(title(two.engine)).toBe("from the follower");
    await done;
    expect(server.table<Task>("task").get("t1")!.title).toBe("from the follower");
    await vi.waitFor(() => expect(title(one.engine)).toBe("from the follower"));
    await vi.waitFor(() => expect(two.engine.pool.pending).toEqual([]));
    expect(two.network.acknowledged.size).toBe(0);

    await rename(one.engine, "t2", "from the leader");
    await vi.waitFor(() => expect(title(two.engine, "t2")).toBe("from the leader"));

    const rejected = vi.fn();
    two.engine.on("rejected", rejected);
    await expect(rename(two.engine, "nowhere", "x")).rejects.toMatchObject({ status: 404 });
    expect(rejected).toHaveBeenCalledOnce();

    one.engine.stop();
    await vi.waitFor(() => expect(two.engine.status.leader).toBe(true), 8_000);
    await rename(two.engine, "t3", "after the take-over");
    expect(server.table<Task>("task").get("t3")!.title).toBe("after the take-over");
  });
});
