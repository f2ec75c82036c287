import { ApiError } from "../api/client";
import type { Method, Reply } from "../api/client";
import { backoff, pause } from "./backoff";
import type { Draft } from "./description";
import type { Before } from "./question";
import type { Edit } from "./rows";

/** A write made here, as plain data: it waits in IndexedDB until the server has it. */
export interface Entry {
  /** The mutation id, sent as Idempotency-Key; UUIDv7, so entries sort by creation. */
  id: string;
  /** When it was made, in milliseconds. */
  at: number;
  account: string;
  workspace: string;
  /** The verb, as "task.rename"; names the write in messages. */
  label: string;
  method: Method;
  /** Below workspaces/{id}/. */
  path: string;
  body?: unknown;
  edits: Edit[];
  /** The row that it creates: what depends on it falls with it. */
  creates?: string;
  /** What it replaced; an old edit is not applied over what others wrote since. */
  before?: Before;
  /** A description's edit: its body is made when it is first sent. */
  draft?: Draft;
  /** It was sent once, so its body must stay as it is under this id. */
  frozen?: boolean;
  /** The server has it, at this place in the log; kept until the log says so too. */
  acked?: string;
}

/** Why nothing is sent until somebody acts. */
export type Paused = "signed-out" | "other-account";

export interface OutboxOptions {
  send: (entry: Entry) => Promise<Reply<unknown>>;
  /** Makes an entry ready to be sent for the first time; null when it ended otherwise (a conflict, a question). */
  prepare: (entry: Entry) => Entry | null | Promise<Entry | null>;
  /** Writes a changed entry to disk. */
  keep: (entry: Entry) => Promise<void>;
  accepted: (entry: Entry, reply: Reply<unknown> | null) => void;
  refused: (entry: Entry, error: ApiError) => void;
  /** The description changed on the server; returns the entry to send instead, or null. */
  stale: (entry: Entry, error: ApiError) => Entry | null;
  changed: () => void;
  random?: () => number;
  /** The first wait before a retry in milliseconds; 500 unless told. */
  firstWait?: number;
}

/**
 * Sends writes in order, one at a time, until each is accepted or refused.
 * No answer, 429 and 5xx: again, with the same id. 401 and another account's
 * session: paused. Any other 4xx: refused, together with what depended on it.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  #queue: Entry[] = [];
  #running = false;
  #stopped = true;
  #attempt = 0;
  #sleep = new AbortController();
  paused: Paused | null = null;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  get waiting(): number {
    return this.#queue.length;
  }

  get queue(): readonly Entry[] {
    return this.#queue;
  }

  /** Adds an entry behind those made before it; one that is here already is left alone. */
  add(entry: Entry): void {
    if (this.#queue.some((it) => it.id === entry.id)) return;
    let at = this.#queue.length;
    while (at > 0 && this.#queue[at - 1]!.id > entry.id && !(at === 1 && this.#running)) at--;
    this.#queue.splice(at, 0, entry);
    this.#options.changed();
    void this.#run();
  }

  /** Begins to send. */
  start(): void {
    this.#stopped = false;
    void this.#run();
  }

  stop(): void {
    this.#stopped = true;
    this.#sleep.abort();
  }

  /** Ends the wait and any pause. */
  wake(): void {
    this.paused = null;
    this.#attempt = 0;
    this.#sleep.abort();
    void this.#run();
  }

  /** The log carries this write: an answer that was lost is not needed any more. */
  confirm(id: string): void {
    const entry = this.#queue.find((it) => it.id === id);
    if (entry === undefined) return;
    this.#remove(entry);
    if (this.#attempt > 0) this.#sleep.abort();
    this.#options.accepted(entry, null);
    this.#options.changed();
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    try {
      while (!this.#stopped && this.paused === null && this.#queue.length > 0) await this.#step(this.#queue[0]!);
    } finally {
      this.#running = false;
    }
  }

  async #step(head: Entry): Promise<void> {
    let entry = head;
    try {
      if (!entry.frozen) {
        const prepared = this.#options.prepare(entry);
        const ready = prepared instanceof Promise ? await prepared : prepared;
        if (!this.#queue.includes(entry)) return;
        if (ready === null) {
          this.#remove(entry);
          this.#options.changed();
          return;
        }
        const frozen = { ...ready, frozen: true };
        this.#queue[this.#queue.indexOf(entry)] = frozen;
        entry = frozen;
        // Only a draft's body was not on disk yet.
        if (entry.draft !== undefined) await this.#options.keep(entry);
      }
      const reply = await this.#options.send(entry);
      this.#attempt = 0;
      if (this.#remove(entry)) this.#options.accepted(entry, reply);
      this.#options.changed();
    } catch (cause) {
      await this.#failed(entry, cause instanceof ApiError ? cause : new ApiError(0, { code: "network", detail: String(cause) }));
    }
  }

  async #failed(entry: Entry, error: ApiError): Promise<void> {
    // The log may have confirmed it while the answer was on its way.
    if (!this.#queue.includes(entry) || this.#stopped) return;
    if (error.temporary) {
      const wait = Math.max(
        (error.retryAfter ?? 0) * 1000,
        backoff(this.#attempt++, this.#options.firstWait ?? 500, 30_000, this.#options.random),
      );
      this.#options.changed();
      this.#sleep = new AbortController();
      await pause(wait, this.#sleep.signal);
      return;
    }
    if (error.status === 401 || error.code === "actor_mismatch") {
      this.paused = error.status === 401 ? "signed-out" : "other-account";
      this.#options.changed();
      return;
    }
    this.#attempt = 0;
    if (error.code === "stale" && entry.draft !== undefined) {
      const again = this.#options.stale(entry, error);
      const at = this.#queue.indexOf(entry);
      if (again === null) this.#remove(entry);
      else this.#queue[at] = again;
      this.#options.changed();
      return;
    }
    this.#remove(entry);
    if (error.status === 404 && entry.method === "DELETE") this.#options.accepted(entry, null);
    else this.#refuse(entry, error);
    this.#options.changed();
  }

  #refuse(entry: Entry, error: ApiError): void {
    this.#options.refused(entry, error);
    if (entry.creates === undefined) return;
    const made = entry.creates;
    for (const later of this.#queue.filter((it) => it.path.includes(made) || it.edits.some((edit) => edit.id === made))) {
      this.#remove(later);
      this.#options.refused(later, error);
    }
  }

  #remove(entry: Entry): boolean {
    const at = this.#queue.indexOf(entry);
    if (at >= 0) this.#queue.splice(at, 1);
    return at >= 0;
  }
}
