import { ApiError } from "../api/client";
import type { open, send } from "../api/client";
import type { Comment, Member, Page, Task } from "../api/types";
import { readBootstrap } from "./bootstrap";
import type { Pool } from "./pool";
import type { AnyRow, Kind } from "./rows";

export interface TaskQuery {
  project?: string;
  closed?: "open" | "closed" | "all";
  archived?: boolean;
}

/** Brings rows that the log does not carry to everybody: on demand, merged beside the log. */
export class Fetcher {
  readonly #net: { open: typeof open; send: typeof send };
  readonly #root: string;
  readonly #pool: Pool;
  /** Waits until a row made here is known to the server. */
  readonly #created: (id: string) => Promise<void>;
  #stopped = false;
  /** The ids of tasks by what they were asked for or shown by: a key of today or an older one. */
  readonly taskIds = new Map<string, string>();
  /** What the log asked for and has not arrived: kept with the cursor, which has passed it. */
  readonly #wanted = new Set<string>();

  constructor(net: { open: typeof open; send: typeof send }, root: string, pool: Pool, created: (id: string) => Promise<void>) {
    this.#net = net;
    this.#root = root;
    this.#pool = pool;
    this.#created = created;
  }

  stop(): void {
    this.#stopped = true;
  }

  /** One task, with its description, by id or key. */
  async task(task: string): Promise<void> {
    await this.#created(task);
    await this.#fetch(async (merge) => {
      const { body } = await this.#net.send<Task>("GET", `${this.#root}/tasks/${encodeURIComponent(task)}`);
      this.taskIds.set(task, body.id);
      merge([{ kind: "task", row: { ...body, description: body.description ?? "" } }]);
    });
  }

  /** All comments of a task. */
  async comments(task: string): Promise<void> {
    await this.#created(task);
    await this.#pages<Comment>(`tasks/${task}/comments`, {}, "comment");
  }

  async tasks(query: TaskQuery): Promise<void> {
    await this.#pages<Task>("tasks", { ...query }, "task");
  }

  /** The members with their e-mail addresses, for those who may see them. */
  async members(): Promise<void> {
    await this.#pages<Member>("members", {}, "member");
  }

  /** What has been asked for by the log and is not here yet. */
  get wanted(): string[] {
    return [...this.#wanted];
  }

  /** Goes on with what an earlier visit did not get. */
  resume(wanted: readonly string[]): void {
    for (const key of wanted) {
      const id = key.slice(key.indexOf(":") + 1);
      void (key.startsWith("task:") ? this.missing(id) : this.project(id));
    }
  }

  /** A task that the log speaks of and that is not kept here. */
  async missing(task: string): Promise<void> {
    this.#wanted.add(`task:${task}`);
    try {
      await this.task(task);
    } catch (cause) {
      if (!(cause instanceof ApiError) || cause.temporary) return;
    }
    this.#wanted.delete(`task:${task}`);
  }

  /** Everything of a project that became visible. */
  async project(project: string, attempt = 0): Promise<void> {
    this.#wanted.add(`project:${project}`);
    try {
      await this.#fetch(async (merge) => {
        const response = await this.#net.open("GET", `${this.#root}/bootstrap`, { query: { project } });
        const rows: { kind: Kind; row: AnyRow }[] = [];
        await readBootstrap(response, (kind, chunk) => {
          for (const row of chunk) rows.push({ kind, row });
        });
        merge(rows);
      });
      this.#wanted.delete(`project:${project}`);
    } catch (cause) {
      if (cause instanceof ApiError && !cause.temporary) this.#wanted.delete(`project:${project}`);
      // After many failures the next visit or bootstrap brings it.
      else if (!this.#stopped && attempt < 8) setTimeout(() => void this.project(project, attempt + 1), 1_000 * 2 ** attempt);
    }
  }

  async #pages<Row extends AnyRow>(path: string, query: Record<string, string | boolean>, kind: Kind): Promise<void> {
    await this.#fetch(async (merge) => {
      let cursor: string | null = null;
      do {
        const options = { query: { ...query, limit: 200, cursor } };
        const page: Page<Row> = (await this.#net.send<Page<Row>>("GET", `${this.#root}/${path}`, options)).body;
        merge(page.items.map((row) => ({ kind, row })));
        cursor = page.next_cursor;
      } while (cursor !== null && !this.#stopped);
    });
  }

  async #fetch(run: (merge: ReturnType<Pool["fetched"]>["merge"]) => Promise<void>): Promise<void> {
    const fetched = this.#pool.fetched();
    try {
      await run(fetched.merge);
    } finally {
      fetched.end();
    }
  }
}
