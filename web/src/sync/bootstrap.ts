import { ApiError, errorOf } from "../api/client";
import type { Pool } from "./pool";
import { kinds } from "./rows";
import type { AnyRow, Cursor, Kind } from "./rows";
import { LineParser } from "./sse";

interface Line {
  kind: Kind | "cursor" | "end";
  epoch?: string;
  seq?: number;
  rows?: AnyRow[];
}

/** The one row of this kind has no id of its own on the wire. */
export const meId = "me";

/** Reads a bootstrap's lines; throws when it ends before its end. */
export async function readBootstrap(response: Response, rows: (kind: Kind, rows: AnyRow[]) => void): Promise<Cursor> {
  if (!response.ok || response.body === null) throw await errorOf(response);
  let cursor: Cursor | null = null;
  let ended = false;
  const take = (value: unknown): void => {
    const line = value as Line;
    if (line.kind === "cursor") cursor = { epoch: line.epoch ?? "", seq: line.seq ?? 0 };
    else if (line.kind === "end") ended = true;
    else if (kinds.includes(line.kind)) {
      const named = line.kind === "me" ? (line.rows ?? []).map((row) => ({ ...row, id: meId })) : (line.rows ?? []);
      rows(line.kind, named);
    }
  };
  const reader = response.body.getReader();
  const text = new TextDecoder();
  const parser = new LineParser();
  while (true) {
    const { value, done } = await reader.read();
    if (done) break;
    for (const line of parser.push(text.decode(value, { stream: true }))) take(line);
  }
  for (const line of parser.end()) take(line);
  if (!ended || cursor === null) throw new ApiError(0, { code: "network", detail: "The connection was lost." });
  return cursor;
}

/** Loads the whole workspace into the pool, painting as chunks come. */
export async function bootstrap(response: Response, pool: Pool): Promise<void> {
  const named = Object.fromEntries(kinds.map((kind) => [kind, new Set<string>()])) as Record<Kind, Set<string>>;
  const cursor = await readBootstrap(response, (kind, rows) => {
    for (const row of rows) named[kind].add(row.id);
    pool.load(kind, rows);
  });
  pool.finishLoad(cursor, named);
}
