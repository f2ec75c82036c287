import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { get, open, send, setTransport } from "../api/client";
import type { Comment, Instance, Me, Page, Project, Workspace } from "../api/types";
import { addComment, deleteComment, editComment, toggleReaction } from "../models/comment";
import { createColumn, deleteColumn, moveColumn, updateColumn } from "../models/column";
import { createLabel, deleteLabel, updateLabel } from "../models/label";
import { archiveProject, createProject, deleteProject, restoreProject, setProjectMember, toggleFavourite, updateProject } from "../models/project";
import { setEngine } from "../models/store";
import { addLabel, archiveTask, assign, completeTask, createTask, deleteTask, describeTask, moveTask, moveTaskToProject, removeLabel, renameTask, reopenTask, restoreTask, setDue, unassign, unwatch, updateTask, watch } from "../models/task-verbs";
import { Engine } from "./engine";
import { newId } from "./ids";
import { kinds } from "./rows";
import type { AnyRow } from "./rows";
import { MemoryStore } from "./store";

// The engine against a real server: TASKFLOW_URL=http://127.0.0.1:8000 npm test,
// with a server that has no accounts yet (the test makes one).
// Every verb runs on one client; another client only listens. Afterwards the
// two, and a third that bootstraps afresh, have the same rows.

const url = process.env["TASKFLOW_URL"];

describe("against a real server", () => {
  let cookie = "";
  let me: Me;
  let workspace: Workspace;
  let writer: Engine;
  let reader: Engine;
  const rejected = vi.fn();
  const engines: Engine[] = [];

  function client(): Engine {
    const engine = new Engine({ account: me.id, workspace: workspace.id, member: me.workspaces.find((it) => it.id === workspace.id)!.member_id, role: "owner", alone: true, store: new MemoryStore(), net: { open, send } });
    engines.push(engine);
    return engine;
  }

  async function settled(): Promise<void> {
    await vi.waitFor(() => {
      for (const engine of [writer, reader]) expect([engine.pool.pending, engine.status.waiting]).toEqual([[], 0]);
      expect(reader.pool.cursor).toEqual(writer.pool.cursor);
    }, { timeout: 5_000, interval: 5 });
  }

  /** The rows as everybody must have them; what only a loaded task knows is left out. */
  function picture(engine: Engine): Record<string, unknown> {
    const out: Record<string, unknown> = {};
    for (const kind of kinds) {
      if (kind === "comment" || kind === "me") continue;
      for (const row of engine.pool.allConfirmed(kind) as IterableIterator<AnyRow>) {
        const { description: _, counts: __, my_role: ___, ...rest } = row as unknown as Record<string, unknown>;
        for (const set of ["assignees", "labels", "watchers"]) if (Array.isArray(rest[set])) rest[set] = (rest[set] as string[]).toSorted();
        out[`${kind}/${row.id}`] = kind === "project" ? { ...rest, description: (row as Project).description } : rest;
      }
    }
    return out;
  }

  beforeAll(async () => {
    setTransport({
      base: url!,
      fetch: async (input, init) => {
        const headers = new Headers(init?.headers);
        if (cookie !== "") headers.set("Cookie", cookie);
        const response = await fetch(input, { ...init, headers });
        const set = response.headers.getSetCookie().map((it) => it.split(";")[0]!);
        if (set.length > 0) cookie = set.join("; ");
        return response;
      },
    });
    const instance = await get<Instance>("instance");
    expect(instance.version).not.toBe("");
    const name = newId().slice(-8);
    // The first run sets a new server up; later ones sign in.
    const person = { email: "engine@example.com", password: "seven quiet otters juggle" };
    if (instance.setup_required) await send("POST", "auth/sign-up", { body: { name: "Ada Lovelace", workspace_name: "First", ...person } });
    else await send("POST", "auth/sign-in", { body: person });
    workspace = (await send<Workspace>("POST", "workspaces", { body: { name: `Engine ${name}` } })).body;
    me = await get<Me>("me");
    writer = client();
    reader = client();
    writer.on("rejected", rejected);
    setEngine(writer);
    await Promise.all([writer.start(), reader.start()]);
    await vi.waitFor(() => {
      expect(writer.status.connection).toBe("live");
      expect(reader.status.connection).toBe("live");
    }, 5_000);
  });

  afterAll(() => {
    for (const engine of engines) engine.stop();
    setEngine(null);
  });

  test("every verb is accepted, and all clients agree", { timeout: 60_000 }, async () => {
    const project = createProject({ key: "WEB", name: "Website", color: "blue", visibility: "workspace" });
    await project.done;
    await settled();
    const other = createProject({ key: "OPS", name: "Operations", color: "green", visibility: "private" });
    await other.done;
    await settled();
    const columns = writer.pool.rows("column", "columns", project.id);
    expect(columns.length).toBeGreaterThan(2);
    const label = createLabel("bug", "red");
    const label2 = createLabel("later", "blue");
    await label2.done;

    const task = createTask({ project_id: project.id, title: "Write the report", labels: [label.id], assignees: [writer.member], priority: "high", due_date: "2026-12-01", description: "one\ntwo\nthree" });
    expect(writer.pool.get("task", task.id)).toMatchObject({ key: "" });
    await task.done;
    const second = createTask({ project_id: project.id, title: "Second", at: "top" });
    const sub = createTask({ project_id: project.id, title: "Sub", parent_id: task.id });
    await sub.done;
    await settled();
    expect(writer.pool.get("task", task.id)?.key).toBe("WEB-1");
    expect(reader.pool.get("task", second.id)?.title).toBe("Second");

    const steps: [string, () => { done: Promise<void> }][] = [
      ["renameTask", () => renameTask(task.id, "Write the long report")],
      ["updateTask", () => updateTask(task.id, { priority: "urgent", estimate: 3, start_date: "2026-11-25" })],
      ["setDue instant", () => setDue(task.id, { date: "2026-12-02", at: "2026-12-02T09:00:00.000Z", zone: "Europe/London" })],
      ["setDue null", () => setDue(task.id, null)],
      ["addLabel", () => addLabel(task.id, label2.id)],
      ["removeLabel", () => removeLabel(task.id, label.id)],
      ["unassign", () => unassign(task.id, writer.member)],
      ["assign", () => assign(task.id, writer.member)],
      ["unwatch", () => unwatch(task.id, writer.member)],
      ["watch", () => watch(task.id, writer.member)],
      ["moveTask within", () => moveTask(second.id, { columnId: writer.pool.get("task", task.id)!.column_id, afterId: task.id })],
      ["moveTask to another column", () => moveTask(task.id, { columnId: columns.find((it) => it.category === "in_progress")!.id })],
      ["completeTask", () => completeTask(task.id)],
      ["reopenTask", () => reopenTask(task.id)],
      ["archiveTask", () => archiveTask(second.id)],
      ["unarchive", () => archiveTask(second.id, false)],
      ["describeTask", () => describeTask(task.id, "ONE\ntwo\nthree")],
      ["updateProject", () => updateProject(project.id, { name: "Web site", description: "About it" })],
      ["rename the key", () => updateProject(project.id, { key: "SITE" })],
      ["toggleFavourite", () => toggleFavourite(project.id)],
      ["updateLabel", () => updateLabel(label.id, { name: "defect" })],
      ["setProjectMember", () => setProjectMember(other.id, writer.member, "admin")],
      ["deleteLabel", () => deleteLabel(label2.id)],
    ];
    for (const [name, step] of steps) {
      await step().done.catch((cause: Error) => expect.fail(`${name}: ${cause.message}`));
      await settled();
      const painted = writer.pool.get("task", task.id);
      expect(reader.pool.get("task", task.id), name).toMatchObject({ title: painted!.title, column_id: painted!.column_id, priority: painted!.priority });
    }
    expect(writer.pool.get("task", task.id)?.key).toBe("SITE-1");

    const column = createColumn(project.id, { name: "Review", category: "in_progress", wip_limit: 3 });
    await column.done;
    await updateColumn(column.id, { name: "In review", wip_limit: null }).done;
    await moveColumn(column.id, null).done;
    await moveTask(second.id, { columnId: column.id }).done;
    await deleteColumn(column.id, columns[0]!.id).done;
    await settled();
    expect(reader.pool.get("task", second.id)?.column_id).toBe(columns[0]!.id);

    await moveTaskToProject(second.id, other.id).done;
    await settled();
    expect(reader.pool.get("task", second.id)).toMatchObject({ project_id: other.id, key: "OPS-1" });

    const gone = deleteTask(sub.id);
    await gone.done;
    await settled();
    expect(reader.pool.get("task", sub.id)?.deleted_at ?? "gone").not.toBeNull();
    await restoreTask(sub.id).done;
    await settled();
    expect(reader.pool.get("task", sub.id)).toMatchObject({ title: "Sub", deleted_at: null });

    await archiveProject(other.id).done;
    await archiveProject(other.id, false).done;
    await deleteProject(other.id).done;
    await settled();
    expect(reader.pool.get("project", other.id)).toBeUndefined();
    await restoreProject(other.id).done;
    await settled();
    await vi.waitFor(() => expect(reader.pool.get("task", second.id)?.title).toBe("Second"), 3_000);

    const fresh = client();
    await fresh.start();
    await vi.waitFor(() => expect(fresh.status.connection).toBe("live"));
    // The server takes a deleted label off its tasks a moment later.
    await vi.waitFor(() => expect(picture(reader)).toEqual(picture(fresh)), 3_000);
    await vi.waitFor(() => expect(picture(writer)).toEqual(picture(fresh)), 3_000);
    expect(rejected.mock.calls).toEqual([]);
  });

  test("comments and reactions travel, and a reader who loads them later has the same", async () => {
    const task = createTask({ project_id: writer.pool.rows("project", "projectsByKey", "SITE")[0]!.id, title: "Talk" });
    const first = addComment(task.id, "Hello **there**");
    const second = addComment(task.id, "Bye");
    await second.done;
    await editComment(first.id, "Hello again").done;
    await toggleReaction(first.id, "🎉").done;
    await deleteComment(second.id).done;
    await settled();
    await reader.loadComments(task.id);
    const shown = (engine: Engine): Comment[] => (engine.pool.rows("comment", "comments", task.id) as Comment[]).filter((it) => it.deleted_at === null);
    expect(shown(reader)).toMatchObject([{ body: "Hello again", reactions: [{ emoji: "🎉", members: [writer.member] }] }]);
    expect(shown(writer).map(({ body, reactions }) => ({ body, reactions }))).toEqual(shown(reader).map(({ body, reactions }) => ({ body, reactions })));
    expect(reader.pool.get("task", task.id)?.comment_count).toBe(1);
    await toggleReaction(first.id, "🎉").done;
    await settled();
    expect(shown(reader)[0]?.reactions).toEqual([]);
  });

  test("a description changed by another is merged, or becomes a conflict", async () => {
    const task = createTask({ project_id: writer.pool.rows("project", "projectsByKey", "SITE")[0]!.id, title: "Text", description: "one\ntwo\nthree" });
    await task.done;
    await settled();
    await reader.loadTask(task.id);
    await Promise.all([writer.describe(task.id, "ONE\ntwo\nthree", "one\ntwo\nthree").done, reader.describe(task.id, "one\ntwo\nTHREE", "one\ntwo\nthree").done]);
    await settled();
    expect(writer.pool.get("task", task.id)?.description).toBe("ONE\ntwo\nTHREE");
    await writer.describe(task.id, "mine", "ONE\ntwo\nTHREE").done;
    await reader.describe(task.id, "theirs", "ONE\ntwo\nTHREE").done;
    expect(reader.conflicts.get(task.id)).toMatchObject({ mine: "theirs", theirs: "mine" });
  });

  test("members come with their addresses when asked for", async () => {
    expect(writer.pool.get("member", writer.member)?.email).toBeUndefined();
    await writer.loadMembers();
    expect(writer.pool.get("member", writer.member)?.email).toBe("engine@example.com");
  });

  test("a refused write is rolled back with the server's reason", async () => {
    const task = createTask({ project_id: writer.pool.rows("project", "projectsByKey", "SITE")[0]!.id, title: "x".repeat(501) });
    await expect(task.done).rejects.toMatchObject({ code: "invalid", errors: [{ field: "title" }] });
    expect(writer.pool.get("task", task.id)).toBeUndefined();
  });

  test("a task made through the API by somebody else arrives within a moment", async () => {
    const project = writer.pool.rows("project", "projectsByKey", "SITE")[0]!;
    const times: number[] = [];
    for (let n = 0; n < 20; n++) {
      const id = newId();
      const begin = performance.now();
      const seen = new Promise<void>((resolve) => {
        const stop = reader.pool.subscribe(`task/${id}`, () => {
          stop();
          resolve();
        });
      });
      await send("POST", `workspaces/${workspace.id}/tasks`, { body: { id, project_id: project.id, title: `API ${n}` }, headers: { "Idempotency-Key": newId() } });
      await seen;
      times.push(performance.now() - begin);
    }
    times.sort((a, b) => a - b);
    console.info(`request to another client's pool: median ${times[10]!.toFixed(1)} ms, slowest ${times.at(-1)!.toFixed(1)} ms`);
    expect(times[10]!).toBeLessThan(200);
  });

  test("500 writes at once arrive in order, once each", { timeout: 60_000 }, async () => {
    const project = writer.pool.rows("project", "projectsByKey", "SITE")[0]!;
    const begin = performance.now();
    const made = Array.from({ length: 500 }, (_, n) => createTask({ project_id: project.id, title: `Burst ${n}` }));
    const painted = performance.now() - begin;
    await made.at(-1)!.done;
    const sent = performance.now() - begin;
    await settled();
    console.info(`500 tasks: painted in ${painted.toFixed(0)} ms, accepted in ${sent.toFixed(0)} ms`);
    const numbers = made.map(({ id }) => reader.pool.get("task", id)!.number);
    expect(numbers.toSorted((a, b) => a - b)).toEqual(numbers);
    expect(new Set(numbers).size).toBe(500);
    const page = await get<Page<Comment>>(`workspaces/${workspace.id}/tasks`, { q: "Burst", limit: 200 });
    expect(page.items.length).toBe(200);
  });

  test("presence reaches the others of the same workspace", async () => {
    const project = writer.pool.rows("project", "projectsByKey", "SITE")[0]!;
    const listener = new Engine({ account: me.id, workspace: workspace.id, member: "somebody else", role: "member", alone: true, store: new MemoryStore(), net: { open, send } });
    engines.push(listener);
    await listener.start();
    const leave = writer.presence.enter({ project_id: project.id, task_id: null });
    await vi.waitFor(() => expect(listener.presence.others).toContainEqual(expect.objectContaining({ member_id: writer.member, project_id: project.id })), 3_000);
    leave();
  });
});
