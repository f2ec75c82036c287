// A small server with the contract's semantics, for the engine's tests: one log,
// idempotency by mutation id, a stream that can break anywhere. No access rules.

import { ApiError } from "../../api/client";
import type { Method, Reply, RequestOptions } from "../../api/client";
import type { Column, Project, Task } from "../../api/types";
import { formatCursor, parseCursor } from "../rows";
import type { AnyRow, Change, Kind, LogRow } from "../rows";

interface Done {
  body: unknown;
  cursor: string;
}

export class ModelServer {
  epoch = "e1";
  seq = 0;
  log: Change[] = [];
  rows = new Map<Kind, Map<string, AnyRow>>();
  /** Mutations that were answered or not, but happened. */
  done = new Map<string, Done>();
  /** How often a request arrived for a mutation that had happened. */
  replays = 0;
  #streams = new Set<(change: Change) => void>();
  #resets = new Set<() => void>();
  #time = Date.parse("2026-11-20T10:00:00Z");

  constructor() {
    for (const kind of ["me", "workspace", "member", "label", "project", "project_member", "favourite", "column", "task", "comment"] as Kind[]) {
      this.rows.set(kind, new Map());
    }
    this.put("workspace", { id: "ws", slug: "ws", name: "Workspace", created_at: this.now() } as AnyRow);
    const project: Project = {
      id: "p1", key: "WEB", name: "Web", color: "blue", icon: "", description: "", visibility: "workspace",
      archived_at: null, created_at: this.now(), created_by: "m1",
    };
    this.put("project", project);
    for (const [at, category] of (["todo", "in_progress", "done"] as const).entries()) {
      const column: Column = { id: `c${at + 1}`, project_id: "p1", name: category, category, color: "gray", rank: `a${at}`, wip_limit: null, archived_at: null };
      this.put("column", column);
    }
  }

  now(): string {
    return new Date((this.#time += 1)).toISOString();
  }

  table<Row extends AnyRow>(kind: Kind): Map<string, Row> {
    return this.rows.get(kind) as Map<string, Row>;
  }

  put(kind: Kind, row: AnyRow): void {
    this.rows.get(kind)!.set(row.id, row);
  }

  /** Forgets the tail of the log's numbering: what a restored backup does. */
  newEpoch(): void {
    this.epoch = `e${Number(this.epoch.slice(1)) + 1}`;
    for (const reset of this.#resets) reset();
  }

  commit(mutation: string | null, rows: LogRow[]): string {
    this.seq++;
    const change: Change = { seq: this.seq, at: this.now(), actor: "m1", mutation, rows: structuredClone(rows) };
    this.log.push(change);
    for (const send of this.#streams) send(change);
    return formatCursor(this.cursor());
  }

  cursor(): { epoch: string; seq: number } {
    return { epoch: this.epoch, seq: this.seq };
  }

  /** A write, as the API does it: once per mutation id. */
  write(method: Method, path: string, options: RequestOptions): Reply<unknown> {
    const mutation = options.headers?.["Idempotency-Key"] ?? "";
    const before = this.done.get(mutation);
    if (before !== undefined) {
      this.replays++;
      return { status: 200, body: before.body, cursor: before.cursor };
    }
    const body = (options.body ?? {}) as Record<string, unknown>;
    const parts = path.split("/").slice(2);
    const rows = this.#change(method, parts, body);
    const cursor = this.commit(mutation, rows);
    const answer = rows[0] === undefined ? {} : structuredClone(this.rows.get(rows[0].kind)!.get(rows[0].id) ?? {});
    this.done.set(mutation, { body: answer, cursor });
    return { status: 200, body: answer, cursor };
  }

  #change(method: Method, parts: string[], body: Record<string, unknown>): LogRow[] {
    const [what, id, action] = parts;
    if (what !== "tasks") throw new ApiError(404, { code: "not_found" });
    const tasks = this.table<Task>("task");
    if (method === "POST" && id === undefined) {
      const made = newTask({ ...body, id: String(body["id"]) }, tasks.size + 1, this.now());
      if (made.title === "refused") throw new ApiError(400, { code: "invalid", title: "Refused" });
      this.put("task", made);
      return [{ kind: "task", id: made.id, op: "put", data: { ...made } }];
    }
    const task = tasks.get(id ?? "");
    if (task === undefined || (task.deleted_at !== null && action !== "restore")) throw new ApiError(404, { code: "not_found" });
    if (method === "DELETE") return [this.#patch(task, { deleted_at: this.now() })];
    if (action === "restore") return [this.#patch(task, { deleted_at: null })];
    if (action === "complete") return [this.#patch(task, { column_id: "c3", closed_at: this.now(), completed_at: this.now() })];
    if (action === "reopen") return [this.#patch(task, { column_id: "c1", closed_at: null, completed_at: null })];
    return [this.#patch(task, this.#fields(task, body))];
  }

  #fields(task: Task, body: Record<string, unknown>): Partial<Task> {
    const data: Record<string, unknown> = {};
    for (const [field, value] of Object.entries(body)) {
      if (field === "description_base") continue;
      if (field === "labels" || field === "assignees" || field === "watchers") {
        const { add = [], remove = [] } = value as { add?: string[]; remove?: string[] };
        data[field] = [...new Set([...task[field].filter((it) => !remove.includes(it)), ...add])];
      } else data[field] = value;
    }
    if ("description" in body) {
      const base = body["description_base"];
      if (base !== undefined && base !== task.description_version) {
        const current = { description: task.description ?? "", description_version: task.description_version };
        throw new ApiError(409, { code: "stale", title: "Stale", current });
      }
      data["description_version"] = task.description_version + 1;
      data["has_description"] = body["description"] !== "";
    }
    return data as Partial<Task>;
  }

  #patch(task: Task, data: Partial<Task>): LogRow {
    const changed = { ...data, updated_at: this.now() };
    this.put("task", { ...task, ...changed });
    return { kind: "task", id: task.id, op: "patch", data: changed };
  }

  read(path: string): unknown {
    const [what, id] = path.split("/").slice(2);
    const task = what === "tasks" ? this.table<Task>("task").get(id ?? "") : undefined;
    if (task === undefined) throw new ApiError(404, { code: "not_found" });
    return structuredClone(task);
  }

  /** The bootstrap's lines. */
  bootstrap(): string {
    const lines: unknown[] = [{ kind: "cursor", ...this.cursor() }];
    lines.push({ kind: "me", rows: [{ member_id: "m1", role: "member", account_id: "a1" }] });
    for (const [kind, table] of this.rows) {
      if (kind === "comment" || table.size === 0) continue;
      const rows = [...table.values()].map((row) => {
        const copy = structuredClone(row) as Partial<Task>;
        delete copy.description;
        return copy;
      });
      lines.push({ kind, rows });
    }
    lines.push({ kind: "end" });
    return `${lines.map((line) => JSON.stringify(line)).join("\n")}\n`;
  }

  /** Opens a stream; `send` gets text. Returns how to close it. */
  stream(since: string | null, send: (text: string) => void): () => void {
    const from = parseCursor(since);
    if (from === null || from.epoch !== this.epoch || from.seq > this.seq) {
      send("event: reset\ndata: {}\n\n");
      return () => undefined;
    }
    const event = (change: Change): void => send(`id: ${this.epoch}.${change.seq}\nevent: change\ndata: ${JSON.stringify(change)}\n\n`);
    const reset = (): void => send("event: reset\ndata: {}\n\n");
    send("retry: 5\n\n");
    for (const change of this.log) if (change.seq > from.seq) event(change);
    send(`id: ${formatCursor(this.cursor())}\nevent: heartbeat\ndata: {"seq":${this.seq}}\n\n`);
    this.#streams.add(event);
    this.#resets.add(reset);
    return () => {
      this.#streams.delete(event);
      this.#resets.delete(reset);
    };
  }
}

export function newTask(fields: Partial<Task> & { id: string }, number: number, at: string): Task {
  return {
    project_id: "p1", title: "", column_id: "c1", rank: "a0", priority: "none", estimate: null,
    start_date: null, start_at: null, start_zone: null, due_date: null, due_at: null, due_zone: null, parent_id: null,
    assignees: [], labels: [], watchers: [], created_at: at, created_by: "m1", updated_at: at, started_at: null,
    completed_at: null, closed_at: null, archived_at: null, deleted_at: null, comment_count: 0, subtask_total: 0,
    subtask_done: 0, checklist_total: 0, checklist_done: 0, has_description: false, description_version: 0, description: "",
    ...fields, number, key: `WEB-${number}`,
  };
}
