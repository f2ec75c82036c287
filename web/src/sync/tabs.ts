import { newId } from "./ids";

export interface TabsOptions<Message> {
  name: string;
  /** This tab leads from now on: it holds the stream and sends. */
  lead: () => void;
  message: (message: Message) => void;
}

const leaseMs = 6_000;
const renewMs = 2_000;

/**
 * One tab of a browser leads per account and workspace. Web Locks decide it; a
 * page without a secure context has none, so there a lease in localStorage does.
 */
export class Tabs<Message> {
  readonly id = newId();
  leader = false;
  readonly #options: TabsOptions<Message>;
  readonly #channel: BroadcastChannel | null;
  readonly #stop = new AbortController();
  #timer: ReturnType<typeof setInterval> | null = null;

  constructor(options: TabsOptions<Message>) {
    this.#options = options;
    this.#channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(options.name);
    this.#channel?.addEventListener("message", (event: MessageEvent) => options.message(event.data as Message));
  }

  start(): void {
    if (typeof navigator !== "undefined" && navigator.locks !== undefined) void this.#lock();
    else if (typeof localStorage !== "undefined") this.#lease();
    else this.#lead();
  }

  /** Tells the other tabs; never this one. */
  post(message: Message): void {
    this.#channel?.postMessage(message);
  }

  stop(): void {
    this.#stop.abort();
    if (this.#timer !== null) clearInterval(this.#timer);
    if (this.leader && this.#timer !== null) this.#release();
    this.leader = false;
    this.#channel?.close();
  }

  #lead(): void {
    this.leader = true;
    this.#options.lead();
  }

  async #lock(): Promise<void> {
    const { signal } = this.#stop;
    try {
      await navigator.locks.request(this.#options.name, { signal }, () => {
        this.#lead();
        return new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
      });
    } catch (cause) {
      // Stopped while waiting; anything else means that locks do not work here.
      if (!signal.aborted && cause instanceof DOMException) this.#lease();
    }
  }

  #lease(): void {
    const key = `${this.#options.name}.lease`;
    const look = (): void => {
      const held = readLease(key);
      const mine = held?.id === this.id;
      if (!mine && held !== null && held.until > Date.now()) {
        // Somebody else holds it; two leaders for a moment do no harm, since writes carry their ids.
        this.leader = false;
        return;
      }
      localStorage.setItem(key, JSON.stringify({ id: this.id, until: Date.now() + leaseMs }));
      if (!mine) return;
      if (!this.leader) this.#lead();
    };
    look();
    // Another tab may have written at the same time: who is read back a moment later leads.
    setTimeout(() => {
      if (!this.#stop.signal.aborted) look();
    }, 100);
    this.#timer = setInterval(look, renewMs);
  }

  #release(): void {
    const key = `${this.#options.name}.lease`;
    if (readLease(key)?.id === this.id) localStorage.removeItem(key);
  }
}

function readLease(key: string): { id: string; until: number } | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null") as { id: string; until: number } | null;
  } catch {
    return null;
  }
}
