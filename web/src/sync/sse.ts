/** One event of a text/event-stream. */
export interface ServerEvent {
  event: string;
  data: string;
  /** Null when the event carries none. */
  id: string | null;
}

/**
 * Splits a text/event-stream into events as text arrives. Comments and unknown
 * fields are ignored, as the standard says; `retry` is reported apart.
 */
export class EventParser {
  #rest = "";
  #event = "";
  #data: string[] = [];
  #id: string | null = null;
  /** The last `retry:` of the stream in milliseconds. */
  retry: number | null = null;

  push(text: string): ServerEvent[] {
    const events: ServerEvent[] = [];
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line === "") {
        if (this.#data.length > 0 || this.#event !== "") {
          events.push({ event: this.#event || "message", data: this.#data.join("\n"), id: this.#id });
        }
        this.#event = "";
        this.#data = [];
        this.#id = null;
        continue;
      }
      const colon = line.indexOf(":");
      if (colon === 0) continue;
      const field = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
      if (field === "event") this.#event = value;
      else if (field === "data") this.#data.push(value);
      else if (field === "id") this.#id = value;
      else if (field === "retry" && /^\d+$/.test(value)) this.retry = Number(value);
    }
    return events;
  }
}

/** Splits newline-delimited JSON into values as text arrives. */
export class LineParser {
  #rest = "";

  push(text: string): unknown[] {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    return lines.filter((line) => line.trim() !== "").map((line) => JSON.parse(line) as unknown);
  }

  /** Returns what came without a final newline. */
  end(): unknown[] {
    const rest = this.#rest;
    this.#rest = "";
    return rest.trim() === "" ? [] : [JSON.parse(rest) as unknown];
  }
}
