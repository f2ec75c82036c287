import { ApiError } from "../../api/client";
import type { EngineOptions } from "../engine";
import type { ModelServer } from "./model-server";

type Net = NonNullable<EngineOptions["net"]>;

const lost = (): ApiError => new ApiError(0, { code: "network", title: "lost" });

/** One client's unreliable way to a model server. */
export class Network {
  /** Nothing gets through. */
  down = false;
  /** Chance of each kind of trouble. */
  trouble = { lostRequest: 0, lostReply: 0, busy: 0, brokenStream: 0, duplicate: 0 };
  /** Mutations whose writer was told that they happened. */
  readonly acknowledged = new Set<string>();
  readonly net: Net;
  readonly #server: ModelServer;
  readonly #random: () => number;
  readonly #breaks = new Set<() => void>();

  constructor(server: ModelServer, random: () => number) {
    this.#server = server;
    this.#random = random;
    this.net = {
      send: async (method, path, options = {}) => {
        await this.#delay();
        if (this.down || this.#chance("lostRequest")) throw lost();
        if (this.#chance("busy")) throw new ApiError(503, { code: "unavailable" });
        if (method === "PUT" && path.endsWith("/presence")) return { status: 204, body: undefined as never, cursor: null };
        const reply = method === "GET" ? { status: 200, body: server.read(path), cursor: null } : server.write(method, path, options);
        if (method !== "GET" && this.#chance("duplicate")) server.write(method, path, options);
        await this.#delay();
        if (this.down || this.#chance("lostReply")) throw lost();
        const mutation = options.headers?.["Idempotency-Key"];
        if (mutation !== undefined) this.acknowledged.add(mutation);
        return reply as never;
      },
      open: async (_method, path, options = {}) => {
        await this.#delay();
        if (this.down) throw lost();
        if (path.endsWith("/bootstrap")) return this.#bootstrap();
        return this.#stream(String(options.query?.["since"] ?? ""));
      },
    };
  }

  /** Cuts every open stream. */
  cut(): void {
    for (const stop of this.#breaks) stop();
  }

  #chance(of: keyof Network["trouble"]): boolean {
    return this.#random() < this.trouble[of];
  }

  #delay(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, Math.floor(this.#random() * 4)));
  }

  #bootstrap(): Response {
    const text = this.#server.bootstrap();
    const cutAt = this.#chance("brokenStream") ? Math.floor(this.#random() * text.length) : text.length;
    return new Response(text.slice(0, cutAt));
  }

  #stream(since: string): Response {
    const encoder = new TextEncoder();
    let close: () => void = () => undefined;
    const stop = (): void => close();
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        let open = true;
        const send = (text: string): void => {
          if (!open) return;
          // A connection never skips bytes: what cannot pass ends it.
          if (this.down) return close();
          // The same event may come twice, and the connection may end inside one.
          const broken = this.#chance("brokenStream");
          const sent = broken ? text.slice(0, Math.floor(this.#random() * text.length)) : this.#chance("duplicate") ? text + text : text;
          controller.enqueue(encoder.encode(sent));
          if (broken) close();
        };
        let leave: () => void = () => undefined;
        close = () => {
          if (!open) return;
          open = false;
          leave();
          this.#breaks.delete(stop);
          controller.close();
        };
        leave = this.#server.stream(since, send);
        if (!open) leave();
        this.#breaks.add(stop);
      },
      cancel: () => close(),
    });
    return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
  }
}

/** Mulberry32: the same numbers for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
