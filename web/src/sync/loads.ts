import { ApiError } from "../api/client";

export type LoadStatus = "loading" | "ready" | "missing" | "unreachable";

/** What was asked for on demand (a task, its comments), so that it is asked for once. */
export class Loads {
  readonly #status = new Map<string, LoadStatus>();
  readonly #running = new Map<string, Promise<void>>();
  readonly #emit: (key: string) => void;

  constructor(emit: (key: string) => void) {
    this.#emit = emit;
  }

  status(key: string): LoadStatus {
    return this.#status.get(key) ?? "loading";
  }

  /** Runs a load unless it is running or done. Never rejects: the status tells. */
  run(key: string, start: () => Promise<void>): Promise<void> {
    const running = this.#running.get(key);
    if (running !== undefined) return running;
    if (this.#status.get(key) === "ready") return Promise.resolve();
    const load: Promise<void> = start()
      .then(
        () => this.#set(key, load, "ready"),
        (cause: unknown) => this.#set(key, load, cause instanceof ApiError && cause.status === 404 ? "missing" : "unreachable"),
      );
    this.#running.set(key, load);
    return load;
  }

  /** Makes the next reader ask again; what is running is asked again too. */
  forget(key: string): void {
    this.#running.delete(key);
    if (this.#status.delete(key)) this.#emit(`load/${key}`);
  }

  /** Forgets what failed (the connection is back), or everything (the rows were reset). */
  forgetAll(which: "failed" | "all"): void {
    for (const [key, status] of this.#status) {
      if (which === "all" || status === "unreachable") this.forget(key);
    }
  }

  #set(key: string, load: Promise<void>, status: LoadStatus): void {
    // Forgotten meanwhile: its answer may be too old.
    if (this.#running.get(key) !== load) return;
    this.#running.delete(key);
    this.#status.set(key, status);
    this.#emit(`load/${key}`);
  }
}
