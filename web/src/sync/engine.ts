import { ApiError, open as openDefault, send as sendDefault } from "../api/client";
import type { Role } from "../api/types";
import { bootstrap, meId } from "./bootstrap";
import { Cache } from "./cache";
import { Fetcher } from "./fetcher";
import type { TaskQuery } from "./fetcher";
import { gate } from "./gate";
import { TabLink } from "./link";
import { Loads } from "./loads";
import type { Entry, Paused } from "./outbox";
import { listenToPage } from "./page";
import { Pool } from "./pool";
import type { Question } from "./question";
import { Presence } from "./presence";
import { mark } from "./mark";
import type { Change } from "./rows";
import { MemoryStore, openStore } from "./store";
import type { Store } from "./store";
import { Stream } from "./stream";
import type { Connection } from "./stream";
import { Writer } from "./writer";
import type { Rejection, Write } from "./writer";

export type { Rejection };

/** "gone": the workspace does not exist, or I am not in it any more. */
export type EngineState = "loading" | "ready" | "unreachable" | "gone";

export interface SyncStatus {
  connection: Connection;
  /** Edits that the server does not have yet. */
  waiting: number;
  /** Why nothing is sent until somebody acts. */
  paused: Paused | null;
  leader: boolean;
  /** Without a secure context some features of the browser are missing. */
  secure: boolean;
}

export interface EngineOptions {
  account: string;
  /** The workspace's id. */
  workspace: string;
  member: string;
  role: Role;
  /** For tests: no other tabs, another store, network, chance and pace. */
  alone?: boolean;
  store?: Store;
  net?: { open: typeof openDefault; send: typeof sendDefault };
  random?: () => number;
  firstWait?: number;
}

interface Events {
  state: () => void;
  rejected: (rejection: Rejection) => void;
  "signed-out": () => void;
}

/** Keeps one workspace of one account in step with the server. It knows nothing of React. */
export class Engine {
  readonly workspace: string;
  readonly member: string;
  readonly pool: Pool;
  readonly loads: Loads;
  readonly presence: Presence;
  state: EngineState = "loading";
  status: SyncStatus;

  readonly #options: EngineOptions;
  readonly #net: NonNullable<EngineOptions["net"]>;
  readonly #listeners: { [E in keyof Events]: Set<Events[E]> } = { state: new Set(), rejected: new Set(), "signed-out": new Set() };
  readonly #writer: Writer;
  readonly #fetcher: Fetcher;
  readonly #link: TabLink | null;
  readonly #stream: Stream;
  #store: Store = new MemoryStore();
  #cache: Cache | null = null;
  #streaming = false;
  #stopped = false;
  #passing: { since: number; changes: Change[] } | null = null;
  #removed = new Set<string>();
  readonly #caughtUp = gate();
  #leavePage: () => void = () => undefined;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.workspace = options.workspace;
    this.member = options.member;
    this.#net = options.net ?? { open: openDefault, send: sendDefault };
    this.status = { connection: "connecting", waiting: 0, paused: null, leader: false, secure: globalThis.isSecureContext ?? true };
    this.pool = new Pool({
      fetch: (project) => void this.#fetcher.project(project),
      missing: (row) => {
        // Something that is not kept here (an old closed task) came back to life.
        if (row.kind === "task" && ["closed_at", "archived_at", "deleted_at"].some((field) => row.data?.[field] === null)) void this.#fetcher.missing(row.id);
      },
      confirmed: (kind, id, row) => {
        this.#cache?.note(kind, id, row);
        if (kind === "task" && row === null) this.#removed.add(id);
      },
      dropped: (id) => this.#writer.dropped(id),
      forgotten: (task) => this.loads.forget(`task:${task}`),
    });
    this.loads = new Loads((key) => this.pool.emit(key));
    this.#writer = new Writer({
      account: options.account,
      workspace: options.workspace,
      pool: this.pool,
      store: () => this.#store,
      leads: () => this.status.leader,
      post: (message) => this.#link?.post(message),
      send: (entry) => this.#send(entry),
      loadTask: (id) => this.loadTask(id),
      caughtUp: () => this.#caughtUp.promise,
      rejected: (rejection) => this.#tell("rejected", rejection),
      paused: (why) => {
        if (why === "signed-out" && this.status.paused !== why) this.#tell("signed-out");
      },
      changed: () => this.#refreshStatus(),
      ...(options.random ? { random: options.random } : {}),
      ...(options.firstWait ? { firstWait: options.firstWait } : {}),
    });
    this.#fetcher = new Fetcher(this.#net, this.#root, this.pool, (id) => this.#writer.created(id));
    this.presence = new Presence(
      options.member,
      (body) => this.#net.send("PUT", `${this.#root}/presence`, { body }),
      () => this.pool.emit("presence"),
    );
    this.#stream = this.#makeStream();
    this.#link = options.alone ? null : this.#makeLink();
  }

  get conflicts(): ReadonlyMap<string, import("./description").Conflict> {
    return this.#writer.conflicts;
  }

  get #root(): string {
    return `workspaces/${this.workspace}`;
  }

  /** Shows what this browser kept, then catches up, alone or behind the leading tab. */
  async start(): Promise<void> {
    this.#store = this.#options.store ?? (await openStore(this.#options.account, this.workspace));
    this.#cache = new Cache(this.#store, this.pool, undefined, () => this.#fetcher.wanted);
    const kept = await this.#cache.load();
    if (this.#stopped) return;
    await this.#writer.restore();
    if (this.#stopped) return;
    if (kept) {
      this.#setState("ready");
      this.#fetcher.resume(kept);
    }
    this.#leavePage = listenToPage(
      () => {
        this.#stream.wake();
        if (this.status.paused === null) this.#writer.outbox.wake();
      },
      () => void this.#cache?.save(),
    );
    if (this.#link === null) return this.#lead();
    this.#link.start();
    setTimeout(() => {
      // The leading tab may be frozen: then this one reads for itself.
      if (this.state === "loading" || this.pool.cursor === null) this.#startStream();
    }, 3_000);
  }

  stop(): void {
    this.#stopped = true;
    this.#fetcher.stop();
    this.#leavePage();
    this.#stream.stop();
    this.#writer.outbox.stop();
    this.presence.stop();
    this.#cache?.stop();
    this.#link?.stop();
    // The cache's last write is still on its way.
    setTimeout(() => this.#store.close(), 2_000);
  }

  on<E extends keyof Events>(event: E, listener: Events[E]): () => void {
    this.#listeners[event].add(listener);
    return () => this.#listeners[event].delete(listener);
  }

  write(write: Write): { done: Promise<void> } {
    return { done: this.#writer.write(write).done };
  }

  describe(task: string, text: string, base?: string): { done: Promise<void> } {
    return { done: this.#writer.describe(task, text, base).done };
  }

  resolveConflict(task: string, choice: "mine" | "theirs" | "both" | { text: string }): void {
    this.#writer.resolveConflict(task, choice);
  }

  /** Old edits that wait for the person's word. */
  get questions(): readonly Question[] {
    return this.#writer.questions;
  }

  answer(id: string, choice: "apply" | "discard"): void {
    this.#writer.answer(id, choice);
  }

  /** Tries to send and to connect now. */
  retryNow(): void {
    this.#link?.post({ type: "wake" });
    this.#wake();
    this.#refreshStatus();
  }

  #wake(): void {
    this.#writer.outbox.wake();
    this.#stream.wake();
  }

  /** Asks for one task, with its description, by id or key. */
  loadTask(task: string): Promise<void> {
    return this.#fetcher.task(task);
  }

  /** The ids of tasks by the keys that they were found by, which may have changed since. */
  get taskIds(): Map<string, string> {
    return this.#fetcher.taskIds;
  }

  /** Asks for all comments of a task. */
  loadComments(task: string): Promise<void> {
    return this.#fetcher.comments(task);
  }

  /** Asks for the members' e-mail addresses. */
  loadMembers(): Promise<void> {
    return this.#fetcher.members();
  }

  /** Asks for tasks that are not part of every visit: older closed ones, archived ones. */
  loadTasks(query: TaskQuery): Promise<void> {
    return this.#fetcher.tasks(query);
  }

  #send(entry: Entry): ReturnType<typeof sendDefault> {
    return this.#net.send(entry.method, `${this.#root}/${entry.path}`, {
      body: entry.body,
      headers: { "Idempotency-Key": entry.id, "X-Taskflow-Actor": entry.account },
      signal: AbortSignal.timeout(30_000),
    }).catch((cause: unknown) => {
      throw cause instanceof ApiError ? cause : new ApiError(0, { code: "network", detail: "The server did not answer in time." });
    });
  }

  async #lead(): Promise<void> {
    if (this.#stopped || this.status.leader) return;
    this.status = { ...this.status, leader: true };
    if (this.#cache !== null) this.#cache.enabled = true;
    this.#startStream();
    // A tab that led before may have left entries that this one has not seen.
    await this.#writer.restore();
    if (this.#stopped) return;
    this.#writer.outbox.start();
    this.#refreshStatus();
  }

  #startStream(): void {
    if (this.#streaming || this.#stopped) return;
    this.#streaming = true;
    this.#stream.start();
  }

  #makeLink(): TabLink {
    return new TabLink({
      name: `taskflow/${this.#options.account}/${this.workspace}`,
      pool: this.pool,
      writer: this.#writer,
      presence: this.presence,
      lead: () => void this.#lead(),
      status: () => this.status,
      follows: () => !this.#streaming,
      heard: (status) => this.#refreshStatus(status),
      applied: () => this.#forgetRemoved(),
      replaced: () => {
        this.loads.forgetAll("all");
        this.#setState("ready");
      },
      wake: () => this.#wake(),
    });
  }

  #makeStream(): Stream {
    const { random, firstWait } = this.#options;
    return new Stream({
      open: (since, signal) => this.#net.open("GET", `${this.#root}/changes/stream`, { query: { since, client_id: this.presence.client }, headers: { Accept: "text/event-stream" }, signal }),
      cursor: () => this.pool.cursor,
      bootstrap: (signal) => this.#bootstrap(signal),
      batch: (run) => this.#batch(run),
      change: (change) => this.#change(change),
      heartbeat: (seq) => {
        this.pool.reach(seq);
        // The first one of a connection comes after everything that was missed.
        this.#caughtUp.open();
      },
      reset: () => {
        this.pool.cursor = null;
        void this.#cache?.clear();
      },
      presence: (present) => {
        this.presence.set(present);
        if (this.status.leader) this.#link?.post({ type: "presence", present });
      },
      connection: (connection) => {
        const was = this.status.connection;
        this.#refreshStatus({ connection });
        if (connection !== "live" || was === "live") return;
        this.loads.forgetAll("failed");
        this.presence.repeat();
        if (this.status.paused === null) this.#writer.outbox.wake();
      },
      refused: (error) => {
        if (error.status === 401) {
          this.#refreshStatus({ paused: "signed-out" });
          this.#tell("signed-out");
        } else this.#setState("gone");
      },
      ...(random ? { random } : {}),
      ...(firstWait ? { firstWait } : {}),
    });
  }

  async #bootstrap(signal: AbortSignal): Promise<void> {
    try {
      const response = await this.#net.open("GET", `${this.#root}/bootstrap`, { signal });
      await bootstrap(response, this.pool);
    } catch (cause) {
      if (this.state === "loading" && cause instanceof ApiError && cause.temporary) this.#setState("unreachable");
      throw cause;
    }
    this.loads.forgetAll("all");
    this.#cache?.moved();
    this.#setState("ready");
    if (this.status.leader) this.#link?.post({ type: "reloaded" });
  }

  #batch(run: () => void): void {
    const { cursor } = this.pool;
    this.#passing = cursor === null ? null : { since: cursor.seq, changes: [] };
    this.pool.batch(run);
    const passed = this.#passing;
    this.#passing = null;
    if (passed === null || this.pool.cursor === null || this.pool.cursor.seq === passed.since) return;
    if (this.status.leader) this.#link?.feed.pass(passed.since, this.pool.cursor, passed.changes);
    this.#cache?.moved();
    this.#forgetRemoved();
  }

  #change(wire: Change): void {
    const rows = wire.rows.map((row) => (row.kind === "me" ? { ...row, id: meId } : row));
    const change = { ...wire, rows };
    if (change.mutation !== null && change.mutation !== undefined) this.#writer.confirm(change.mutation);
    if (!this.pool.apply({ ...change, mutation: change.mutation ?? null })) return;
    this.#passing?.changes.push(change);
    mark(change);
  }

  /** Comments of a task that left and came back may have changed unseen. */
  #forgetRemoved(): void {
    for (const id of this.#removed) {
      if (this.pool.confirmed("task", id) !== undefined) continue;
      this.loads.forget(`comments:${id}`);
      this.loads.forget(`task:${id}`);
    }
    this.#removed.clear();
  }

  #refreshStatus(change: Partial<SyncStatus> = {}): void {
    const waiting = this.pool.pending.filter((it) => it.cursor === null).length;
    const paused = this.status.leader && change.paused === undefined ? this.#writer.outbox.paused : (change.paused ?? null);
    const next = { ...this.status, ...change, waiting, paused };
    const same = (Object.keys(next) as (keyof SyncStatus)[]).every((field) => next[field] === this.status[field]);
    if (same) return;
    this.status = next;
    if (next.leader) this.#link?.post({ type: "status", connection: next.connection, paused: next.paused });
    this.pool.emit("status");
  }

  #setState(state: EngineState): void {
    if (this.state === state) return;
    this.state = state;
    this.#tell("state");
  }

  #tell<E extends keyof Events>(event: E, ...args: Parameters<Events[E]>): void {
    for (const listener of this.#listeners[event]) (listener as (...args: Parameters<Events[E]>) => void)(...args);
  }
}
