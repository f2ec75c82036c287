import { describe, expect, test, vi } from "vitest";
import type { Task } from "../api/types";
import { Engine } from "./engine";
import { newId } from "./ids";
import { rankBetween } from "./rank";
import { MemoryStore } from "./store";
import { ModelServer, newTask } from "./testing/model-server";
import { Network, seeded } from "./testing/network";

// N clients write through an unreliable network, lose replies, restart with
// their disk, and the server's log starts a new epoch. In the end all of them
// show the server's rows, and every write that was acknowledged is there.

interface Client {
  engine: Engine;
  store: MemoryStore;
  network: Network;
}

const seeds = (process.env["FUZZ_SEEDS"] ?? "1,2,3,4,5,6").split(",").map(Number);

async function boot(server: ModelServer, random: () => number, store: MemoryStore): Promise<Client> {
  const network = new Network(server, random);
  network.trouble = { lostRequest: 0.1, lostReply: 0.15, busy: 0.05, brokenStream: 0.04, duplicate: 0.1 };
  const engine = new Engine({ account: "a1", workspace: "ws", member: "m1", role: "member", alone: true, store, net: network.net, random, firstWait: 4 });
  await engine.start();
  return { engine, store, network };
}

function act(client: Client, random: () => number, titles: Map<string, string>, n: number): void {
  const { engine } = client;
  const tasks = [...engine.pool.all("task")].filter((task) => task.deleted_at === null);
  const pick = tasks[Math.floor(random() * tasks.length)];
  const kind = random();
  if (kind < 0.3 || pick === undefined) {
    const id = newId();
    const rank = rankBetween(null, null, random);
    const title = random() < 0.1 ? "refused" : `task ${n}`;
    const row = { ...newTask({ id, title, rank }, 0, new Date().toISOString()), key: "" };
    titles.set(id, title);
    engine.write({ label: "task.create", method: "POST", path: "tasks", body: { id, title, rank, column_id: "c1", project_id: "p1" }, edits: [{ op: "put", kind: "task", id, data: row }], creates: id });
    return;
  }
  const edit = (label: string, body: object, data: object, sets?: Record<string, { add?: string[]; remove?: string[] }>): void => {
    engine.write({ label, method: "PATCH", path: `tasks/${pick.id}`, body, edits: [{ op: "patch", kind: "task", id: pick.id, data, ...(sets ? { sets } : {}) }] });
  };
  if (kind < 0.45) edit("task.rename", { title: `title ${n}` }, { title: `title ${n}` });
  else if (kind < 0.6) {
    const to = { column_id: `c${1 + Math.floor(random() * 3)}`, rank: rankBetween(null, pick.rank, random) };
    edit("task.move", to, to);
  } else if (kind < 0.75) edit("task.label", { labels: { add: [`l${n}`] } }, {}, { labels: { add: [`l${n}`] } });
  else if (kind < 0.82) engine.describe(pick.id, `${pick.description ?? ""}\nline ${n}`);
  else if (kind < 0.9) engine.write({ label: "task.complete", method: "POST", path: `tasks/${pick.id}/complete`, edits: [{ op: "patch", kind: "task", id: pick.id, data: { column_id: "c3" } }] });
  else if (kind < 0.95) engine.write({ label: "task.delete", method: "DELETE", path: `tasks/${pick.id}`, edits: [{ op: "patch", kind: "task", id: pick.id, data: { deleted_at: "2026-11-20T00:00:00.000Z" } }] });
  else engine.write({ label: "task.restore", method: "POST", path: `tasks/${pick.id}/restore`, edits: [{ op: "patch", kind: "task", id: pick.id, data: { deleted_at: null } }] });
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What both sides must agree on; a description is known to a client only once it was loaded. */
function picture(tasks: Iterable<Task>): Map<string, unknown> {
  const rows = new Map<string, unknown>();
  for (const task of tasks) {
    const { description: _, ...rest } = task;
    rows.set(task.id, { ...rest, labels: rest.labels.toSorted() });
  }
  return new Map([...rows].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

describe.each(seeds)("seed %i", (seed) => {
  test("all clients converge and no acknowledged write is lost", { timeout: 90_000 }, async () => {
    const random = seeded(seed);
    const server = new ModelServer();
    const clients: Client[] = [];
    for (let n = 0; n < 4; n++) clients.push(await boot(server, random, new MemoryStore()));
    const acknowledged = new Set<string>();
    const titles = new Map<string, string>();
    for (let n = 0; n < 220; n++) {
      const at = Math.floor(random() * clients.length);
      const client = clients[at]!;
      act(client, random, titles, n);
      const luck = random();
      if (luck < 0.04) client.network.down = true;
      else if (luck < 0.1) for (const it of clients) it.network.down = false;
      else if (luck < 0.14) client.network.cut();
      else if (luck < 0.17) {
        // A restart: what was in memory is gone, the disk stays.
        for (const id of client.network.acknowledged) acknowledged.add(id);
        client.engine.stop();
        clients[at] = await boot(server, random, client.store);
      } else if (luck < 0.175) server.newEpoch();
      if (random() < 0.4) await sleep(random() * 6);
    }
    for (const { network } of clients) {
      network.down = false;
      network.trouble = { lostRequest: 0, lostReply: 0, busy: 0, brokenStream: 0, duplicate: 0 };
      network.cut();
    }
    const settled = (): boolean => clients.every(({ engine }) => engine.status.waiting === 0 && engine.pool.pending.length === 0 && engine.pool.cursor?.epoch === server.epoch && engine.pool.cursor.seq === server.seq);
    for (let n = 0; n < 2_000 && !settled(); n++) await sleep(20);
    for (const { network } of clients) for (const id of network.acknowledged) acknowledged.add(id);

    const truth = picture(server.table<Task>("task").values());
    expect(truth.size).toBeGreaterThan(20);
    for (const { engine } of clients) {
      expect(engine.status.waiting).toBe(0);
      expect(engine.pool.pending).toEqual([]);
      expect(picture(engine.pool.all("task"))).toEqual(truth);
      for (const column of ["c1", "c2", "c3"]) {
        const expected = [...server.table<Task>("task").values()]
          .filter((task) => task.column_id === column && task.deleted_at === null)
          .toSorted((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : a.id < b.id ? -1 : 1));
        expect(engine.pool.ids("tasksOfColumn", column)).toEqual(expected.map((task) => task.id));
      }
      for (const task of engine.pool.all("task")) {
        if (task.description !== undefined) expect(task.description).toBe(server.table<Task>("task").get(task.id)!.description);
      }
    }
    // Acknowledged means done, and done once: replays were answered from memory.
    expect(acknowledged.size).toBeGreaterThan(50);
    for (const id of acknowledged) expect(server.done.has(id)).toBe(true);
    const inLog = server.log.map((change) => change.mutation);
    expect(new Set(inLog).size).toBe(inLog.length);
    // Everything that was created is there, or was refused.
    for (const [id, title] of titles) expect(server.table<Task>("task").has(id)).toBe(title !== "refused");
    // A restart at the end shows the same from disk.
    const [first] = clients;
    first!.engine.stop();
    await sleep(20);
    const again = await boot(server, random, first!.store);
    await vi.waitFor(() => expect(picture(again.engine.pool.all("task"))).toEqual(truth), { timeout: 20_000 });
    again.engine.stop();
    for (const { engine } of clients) engine.stop();
  });
});
