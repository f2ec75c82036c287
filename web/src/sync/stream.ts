import { ApiError, errorOf } from "../api/client";
import type { Present } from "../api/types";
import { backoff, pause } from "./backoff";
import { formatCursor, parseCursor } from "./rows";
import type { Change, Cursor } from "./rows";
import { EventParser } from "./sse";
import type { ServerEvent } from "./sse";

export type Connection = "connecting" | "live" | "offline";

export interface StreamOptions {
  open: (since: string, signal: AbortSignal) => Promise<Response>;
  cursor: () => Cursor | null;
  /** Loads everything anew; called when there is no cursor. */
  bootstrap: (signal: AbortSignal) => Promise<void>;
  /** Runs what one read brought as one batch. */
  batch: (run: () => void) => void;
  change: (change: Change) => void;
  /** Everything up to this number that I may see has come. */
  heartbeat: (seq: number) => void;
  /** The server cannot go on from the cursor. */
  reset: () => void;
  presence: (present: Present[]) => void;
  connection: (state: Connection) => void;
  /** 401, 403 or 404: nothing comes until woken. */
  refused: (error: ApiError) => void;
  random?: () => number;
  /** Silence after which the connection counts as lost, in milliseconds. */
  silence?: number;
  firstWait?: number;
}

/** Keeps the log coming: bootstrap when needed, then events, reconnecting with jitter. */
export class Stream {
  readonly #options: StreamOptions;
  #stop = new AbortController();
  #current = new AbortController();
  #sleep = new AbortController();
  #attempt = 0;
  #first: number;
  #heard = 0;

  constructor(options: StreamOptions) {
    this.#options = options;
    this.#first = options.firstWait ?? 500;
  }

  start(): void {
    this.#stop = new AbortController();
    void this.#run(this.#stop.signal);
  }

  stop(): void {
    this.#stop.abort();
    this.#current.abort();
    this.#sleep.abort();
  }

  /** Ends a wait, and a connection that has been silent for longer than a heartbeat takes. */
  wake(): void {
    this.#attempt = 0;
    this.#sleep.abort();
    if (this.#heard > 0 && Date.now() - this.#heard > 17_000) this.#current.abort();
  }

  async #run(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      this.#options.connection("connecting");
      try {
        this.#current = new AbortController();
        if (this.#options.cursor() === null) await this.#options.bootstrap(this.#current.signal);
        if (stop.aborted) return;
        await this.#follow();
      } catch (cause) {
        if (stop.aborted) return;
        if (cause instanceof ApiError && [401, 403, 404].includes(cause.status)) {
          this.#options.connection("offline");
          this.#options.refused(cause);
          this.#sleep = new AbortController();
          await pause(60_000, this.#sleep.signal);
          continue;
        }
        if (cause instanceof ApiError && cause.retryAfter !== null) await pause(cause.retryAfter * 1000, stop);
      }
      if (stop.aborted) return;
      // One lost connection is not yet "offline" to a person.
      this.#options.connection(this.#attempt < 2 ? "connecting" : "offline");
      this.#sleep = new AbortController();
      await pause(backoff(this.#attempt++, this.#first, 15_000, this.#options.random), this.#sleep.signal);
    }
  }

  async #follow(): Promise<void> {
    const cursor = this.#options.cursor();
    if (cursor === null) return;
    const { signal } = this.#current;
    const response = await this.#options.open(formatCursor(cursor), signal);
    if (!response.ok || response.body === null) throw await errorOf(response);
    this.#heard = Date.now();
    const watch = setInterval(() => {
      if (Date.now() - this.#heard > (this.#options.silence ?? 40_000)) this.#current.abort();
    }, 5_000);
    const reader = response.body.getReader();
    const cancel = (): void => void reader.cancel().catch(() => undefined);
    signal.addEventListener("abort", cancel, { once: true });
    try {
      const text = new TextDecoder();
      const parser = new EventParser();
      this.#options.connection("live");
      while (true) {
        const { value, done } = await reader.read();
        if (done || signal.aborted) return;
        this.#heard = Date.now();
        this.#attempt = 0;
        const events = parser.push(text.decode(value, { stream: true }));
        if (parser.retry !== null) this.#first = Math.min(Math.max(parser.retry, 100), 15_000);
        let reset = false;
        this.#options.batch(() => {
          for (const event of events) reset ||= this.#handle(event);
        });
        if (reset) return this.#options.reset();
      }
    } finally {
      clearInterval(watch);
      signal.removeEventListener("abort", cancel);
      cancel();
    }
  }

  /** Handles one event; true when the rows have to be loaded anew. */
  #handle(event: ServerEvent): boolean {
    switch (event.event) {
      case "change": {
        const at = parseCursor(event.id);
        const cursor = this.#options.cursor();
        if (at !== null && cursor !== null && at.epoch !== cursor.epoch) return true;
        this.#options.change(JSON.parse(event.data) as Change);
        return false;
      }
      case "heartbeat": {
        const at = parseCursor(event.id);
        if (at === null) return false;
        if (at.epoch !== this.#options.cursor()?.epoch) return true;
        this.#options.heartbeat(at.seq);
        return false;
      }
      case "presence":
        this.#options.presence((JSON.parse(event.data) as { present: Present[] | null }).present ?? []);
        return false;
      case "reset":
        return true;
      default:
        return false;
    }
  }
}
