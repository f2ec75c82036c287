import { ApiError } from "../api/client";
import type { Method, Reply } from "../api/client";
import type { Task } from "../api/types";
import { isConflict, rebase } from "./description";
import type { Conflict, Known } from "./description";
import { newId } from "./ids";
import type { Message } from "./messages";
import { Outbox } from "./outbox";
import { askAfterMs, noteBefore, questionOf } from "./question";
import type { Question } from "./question";
import type { Entry, Paused } from "./outbox";
import type { Pool } from "./pool";
import type { Edit } from "./rows";
import type { Store } from "./store";

export interface Write {
  /** The verb, as "task.rename". */
  label: string;
  method: Method;
  /** Below workspaces/{id}/. */
  path: string;
  body?: unknown;
  edits: Edit[];
  creates?: string;
}

/** An edit that the server refused and that was rolled back. */
export interface Rejection {
  /** The mutation id. */
  id: string;
  label: string;
  error: ApiError;
}

export interface WriterOptions {
  account: string;
  workspace: string;
  pool: Pool;
  store: () => Store;
  leads: () => boolean;
  post: (message: Message) => void;
  send: (entry: Entry) => Promise<Reply<unknown>>;
  loadTask: (id: string) => Promise<void>;
  /** Resolves once the rows are as new as the server's. */
  caughtUp: () => Promise<void>;
  rejected: (rejection: Rejection) => void;
  paused: (why: Paused) => void;
  changed: () => void;
  random?: () => number;
  firstWait?: number;
}

interface Waiter {
  promise: Promise<void>;
  resolve: () => void;
  reject: (error: ApiError) => void;
}

/** Paints writes at once, keeps them, and sees each one to its end. */
export class Writer {
  readonly outbox: Outbox;
  readonly conflicts = new Map<string, Conflict>();
  questions: readonly Question[] = [];
  readonly #options: WriterOptions;
  readonly #waiters = new Map<string, Waiter>();
  /** Descriptions as the server last answered; newer than the log for a moment. */
  readonly #known = new Map<string, Known>();
  readonly #asked = new Map<string, Entry>();
  /** Accepted entries that the log has not shown yet. */
  readonly #acked = new Set<string>();

  constructor(options: WriterOptions) {
    this.#options = options;
    this.outbox = new Outbox({
      send: options.send,
      prepare: (entry) => this.#prepare(entry),
      keep: (entry) => this.#keep(entry),
      accepted: (entry, reply) => this.#accepted(entry, reply),
      refused: (entry, error) => this.#refused(entry, error),
      stale: (entry, error) => this.#stale(entry, error),
      changed: () => {
        if (this.outbox.paused !== null) options.paused(this.outbox.paused);
        options.changed();
      },
      ...(options.random ? { random: options.random } : {}),
      ...(options.firstWait ? { firstWait: options.firstWait } : {}),
    });
  }

  /** Paints what waits from earlier visits; the leader also queues it. */
  async restore(): Promise<void> {
    const { pool } = this.#options;
    const entries = await this.#options.store().loadEntries().catch(() => [] as Entry[]);
    for (const entry of entries.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
      if (entry.acked !== undefined) {
        if (!this.#acked.has(entry.id)) {
          this.#acked.add(entry.id);
          pool.add(entry.id, entry.edits);
          pool.acknowledge(entry.id, entry.acked);
        }
        continue;
      }
      pool.add(entry.id, entry.edits);
      if (this.#options.leads()) this.outbox.add(entry);
    }
    for (const conflict of await this.#options.store().loadConflicts().catch(() => [] as Conflict[])) this.#setConflict(conflict.task, conflict);
  }

  write(write: Write, draft?: Entry["draft"]): { id: string; done: Promise<void> } {
    const { account, workspace, pool } = this.#options;
    const entry: Entry = { id: newId(), at: Date.now(), account, workspace, ...write, ...(draft ? { draft } : {}) };
    const before = noteBefore(pool, write.edits);
    if (before.length > 0) entry.before = before;
    const done = this.settled(entry.id);
    pool.add(entry.id, entry.edits);
    const kept = this.#keep(entry);
    if (this.#options.leads()) this.outbox.add(entry);
    // A follower's leader reads the message, or the entry on disk if it dies first.
    else void kept.then(() => this.#options.post({ type: "write", entry }));
    if (this.#options.leads()) this.#options.post({ type: "write", entry });
    this.#options.changed();
    return { id: entry.id, done };
  }

  /** Resolves when the write with this id ended well; rejects when it was refused. */
  settled(id: string): Promise<void> {
    const waiting = this.#waiters.get(id);
    if (waiting !== undefined) return waiting.promise;
    let resolve!: () => void;
    let reject!: (error: ApiError) => void;
    const promise = new Promise<void>((yes, no) => {
      resolve = yes;
      reject = no;
    });
    // The refusal is also reported apart, so a caller may ignore this one.
    promise.catch(() => undefined);
    this.#waiters.set(id, { promise, resolve, reject });
    return promise;
  }

  /** Waits until a row made here is known to the server. */
  async created(id: string): Promise<void> {
    const { pool } = this.#options;
    const making = pool.pending.find((it) => it.cursor === null && it.edits.some((edit) => edit.op === "put" && edit.id === id && pool.confirmed(edit.kind, id) === undefined));
    if (making !== undefined) await this.settled(making.id);
  }

  describe(task: string, text: string, base: string | undefined): { id: string; done: Promise<void> } {
    const from = base ?? this.#options.pool.get("task", task)?.description ?? "";
    const data: Partial<Task> = { description: text, has_description: text !== "", updated_at: new Date().toISOString() };
    return this.write(
      { label: "task.describe", method: "PATCH", path: `tasks/${task}`, edits: [{ op: "patch", kind: "task", id: task, data }] },
      { task, base: from, text },
    );
  }

  resolveConflict(task: string, choice: "mine" | "theirs" | "both" | { text: string }): void {
    const conflict = this.conflicts.get(task);
    if (conflict === undefined) return;
    this.#setConflict(task, null);
    void this.#options.store().deleteConflict(task);
    this.#options.post({ type: "conflict", task, conflict: null });
    if (choice === "theirs") return;
    const both = `${conflict.theirs}\n\n${conflict.mine}`;
    this.describe(task, choice === "mine" ? conflict.mine : choice === "both" ? both : choice.text, conflict.theirs);
  }

  /** Ends a question about an old edit. */
  answer(id: string, choice: "apply" | "discard"): void {
    const entry = this.#asked.get(id);
    if (entry === undefined) return;
    this.#asked.delete(id);
    this.#setQuestions(this.questions.filter((it) => it.id !== id));
    if (choice === "discard") {
      void this.#forget(id);
      return;
    }
    const { before: _, ...rest } = entry;
    this.#options.pool.add(id, rest.edits);
    void this.#keep(rest);
    this.outbox.add(rest);
  }

  /** The log carries this write. */
  confirm(mutation: string): void {
    this.outbox.confirm(mutation);
    if (!this.#options.leads()) this.#waiters.get(mutation)?.resolve();
  }

  /** The pool does not paint this write any more, because the log has it. */
  dropped(id: string): void {
    if (this.#acked.delete(id) && this.#options.leads()) void this.#forget(id);
  }

  /** What another tab says about writes. */
  message(message: Message): void {
    const { pool } = this.#options;
    if (message.type === "write") {
      pool.add(message.entry.id, message.entry.edits);
      if (this.#options.leads()) this.outbox.add(message.entry);
    } else if (message.type === "accepted") {
      pool.acknowledge(message.id, message.cursor);
      this.#end(message.id, null);
    } else if (message.type === "refused") {
      pool.drop(message.id);
      const error = new ApiError(message.status, message.problem);
      if (this.#end(message.id, error)) this.#options.rejected({ id: message.id, label: message.label, error });
    } else if (message.type === "conflict") this.#setConflict(message.task, message.conflict);
    this.#options.changed();
  }

  #prepare(entry: Entry): Entry | null | Promise<Entry | null> {
    if (entry.draft !== undefined) return this.#prepareDraft(entry, entry.draft);
    return entry.before !== undefined && Date.now() - entry.at > askAfterMs ? this.#ask(entry) : entry;
  }

  async #ask(entry: Entry): Promise<Entry | null> {
    await this.#options.caughtUp();
    const question = questionOf(entry, this.#options.pool);
    if (question === null) return entry;
    // It stays on disk: a reload asks again.
    this.#asked.set(entry.id, entry);
    this.#options.pool.drop(entry.id);
    this.#options.post({ type: "accepted", id: entry.id, cursor: null });
    this.#setQuestions([...this.questions, question]);
    return null;
  }

  #setQuestions(questions: readonly Question[]): void {
    this.questions = questions;
    this.#options.pool.emit("questions");
  }

  async #prepareDraft(entry: Entry, draft: NonNullable<Entry["draft"]>): Promise<Entry | null> {
    if (this.#newest(draft.task) === undefined) await this.#options.loadTask(draft.task);
    const result = rebase(draft, this.#newest(draft.task) ?? { text: "", version: 0 });
    if (!isConflict(result)) {
      const body = { description: result.text, description_base: result.version };
      return { ...entry, body };
    }
    this.#conflict(entry, result);
    return null;
  }

  #newest(task: string): Known | undefined {
    const answered = this.#known.get(task);
    const row = this.#options.pool.confirmed("task", task);
    const logged = row?.description === undefined ? undefined : { text: row.description, version: row.description_version };
    if (answered === undefined || logged === undefined) return answered ?? logged;
    return answered.version > logged.version ? answered : logged;
  }

  #accepted(entry: Entry, reply: Reply<unknown> | null): void {
    const { pool } = this.#options;
    const body = reply?.body as Partial<Task> | undefined;
    if (entry.draft !== undefined && body?.description !== undefined && body.description_version !== undefined) {
      this.#known.set(entry.draft.task, { text: body.description, version: body.description_version });
    }
    const cursor = reply?.cursor ?? null;
    this.#acked.add(entry.id);
    pool.acknowledge(entry.id, cursor);
    const waits = pool.pending.some((it) => it.id === entry.id);
    if (waits && cursor !== null) void this.#keep({ ...entry, acked: cursor });
    else if (this.#acked.delete(entry.id)) void this.#forget(entry.id);
    this.#options.post({ type: "accepted", id: entry.id, cursor });
    this.#end(entry.id, null);
  }

  #refused(entry: Entry, error: ApiError): void {
    this.#options.pool.drop(entry.id);
    void this.#forget(entry.id);
    this.#options.post({ type: "refused", id: entry.id, label: entry.label, status: error.status, problem: error.problem });
    const mine = this.#end(entry.id, error);
    // A write of an earlier visit has no tab of its own: the leader speaks for it.
    if (mine || Date.now() - entry.at > 60_000) this.#options.rejected({ id: entry.id, label: entry.label, error });
  }

  #stale(entry: Entry, error: ApiError): Entry | null {
    const { current } = error.problem;
    const draft = entry.draft!;
    if (current !== undefined) this.#known.set(draft.task, { text: current.description, version: current.description_version });
    const known = this.#newest(draft.task);
    const result = known === undefined ? null : rebase(draft, known);
    if (result !== null && isConflict(result)) {
      this.#conflict(entry, result);
      return null;
    }
    // Another body needs another id: the server remembers what the old one said.
    const { frozen: _, body: __, ...rest } = entry;
    const again: Entry = { ...rest, id: newId() };
    const waiter = this.#waiters.get(entry.id);
    if (waiter !== undefined) this.#waiters.set(again.id, waiter);
    this.#waiters.delete(entry.id);
    this.#options.pool.batch(() => {
      this.#options.pool.drop(entry.id);
      this.#options.pool.add(again.id, again.edits);
    });
    void this.#keep(again).then(() => this.#forget(entry.id));
    this.#options.post({ type: "write", entry: again });
    this.#options.post({ type: "accepted", id: entry.id, cursor: null });
    return again;
  }

  #conflict(entry: Entry, conflict: Conflict): void {
    // The person's text is on disk before the entry that held it goes.
    void this.#options
      .store()
      .putConflict(conflict)
      .catch(() => undefined)
      .then(() => this.#forget(entry.id));
    this.#setConflict(conflict.task, conflict);
    this.#options.pool.drop(entry.id);
    this.#options.post({ type: "conflict", task: conflict.task, conflict });
    this.#options.post({ type: "accepted", id: entry.id, cursor: null });
    this.#end(entry.id, null);
  }

  #setConflict(task: string, conflict: Conflict | null): void {
    if (conflict === null) this.conflicts.delete(task);
    else this.conflicts.set(task, conflict);
    this.#options.pool.emit(`conflict/${task}`);
  }

  #end(id: string, error: ApiError | null): boolean {
    const waiter = this.#waiters.get(id);
    if (waiter === undefined) return false;
    this.#waiters.delete(id);
    if (error === null) waiter.resolve();
    else waiter.reject(error);
    return true;
  }

  #keep(entry: Entry): Promise<void> {
    // Where the disk refuses, the write is still sent; it only does not survive a reload.
    return this.#options.store().putEntry(entry).catch(() => undefined);
  }

  #forget(id: string): Promise<void> {
    return this.#options.store().deleteEntry(id).catch(() => undefined);
  }
}
