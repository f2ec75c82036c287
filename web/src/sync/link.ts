import { Feed, takeChanges, takeSnapshot } from "./follower";
import { mark } from "./mark";
import type { Message } from "./messages";
import type { Paused } from "./outbox";
import type { Pool } from "./pool";
import type { Presence } from "./presence";
import type { Connection } from "./stream";
import { Tabs } from "./tabs";
import type { Writer } from "./writer";

export interface LinkOptions {
  name: string;
  pool: Pool;
  writer: Writer;
  presence: Presence;
  /** This tab leads from now on. */
  lead: () => void;
  status: () => { leader: boolean; connection: Connection; paused: Paused | null };
  /** Whether this tab's rows come from the leader, not from a stream of its own. */
  follows: () => boolean;
  heard: (status: { connection: Connection; paused: Paused | null }) => void;
  /** The leader's changes are in. */
  applied: () => void;
  /** All rows were replaced by the leader's. */
  replaced: () => void;
  wake: () => void;
}

/** This tab's place among the tabs of one account and workspace. */
export class TabLink {
  readonly feed: Feed;
  readonly #options: LinkOptions;
  readonly #tabs: Tabs<Message>;
  #stopped = false;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#tabs = new Tabs<Message>({ name: options.name, lead: options.lead, message: (message) => this.#message(message) });
    this.feed = new Feed(options.pool, (message) => this.#tabs.post(message));
  }

  start(): void {
    this.#tabs.start();
    // Becoming the leader takes a moment when there is no other tab.
    setTimeout(() => this.#hello(), 60);
  }

  post(message: Message): void {
    if (!this.#stopped) this.#tabs.post(message);
  }

  stop(): void {
    this.#stopped = true;
    this.#tabs.stop();
  }

  #hello(): void {
    if (this.#stopped || this.#options.status().leader) return;
    this.#tabs.post({ type: "hello", from: this.#tabs.id, cursor: this.#options.pool.cursor });
  }

  #message(message: Message): void {
    if (this.#stopped) return;
    const { leader, connection, paused } = this.#options.status();
    const { pool, writer } = this.#options;
    switch (message.type) {
      case "hello":
        if (!leader) return;
        this.feed.answer(message);
        this.#tabs.post({ type: "status", connection, paused });
        return;
      case "changes":
        if (!this.#options.follows() || (message.to !== null && message.to !== this.#tabs.id)) return;
        for (const change of message.changes) if (change.mutation) writer.confirm(change.mutation);
        if (takeChanges(pool, message)) message.changes.forEach(mark);
        else if (message.to === null) this.#hello();
        this.#options.applied();
        return;
      case "snapshot":
        if (!this.#options.follows() || message.to !== this.#tabs.id) return;
        takeSnapshot(pool, message);
        this.#options.replaced();
        return;
      case "reloaded":
        if (!this.#options.follows()) return;
        pool.cursor = null;
        this.#hello();
        return;
      case "status":
        if (!leader) this.#options.heard({ connection: message.connection, paused: message.paused });
        return;
      case "presence":
        this.#options.presence.set(message.present);
        return;
      case "wake":
        if (leader) this.#options.wake();
        return;
      default:
        writer.message(message);
    }
  }
}
