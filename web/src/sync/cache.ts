import type { Comment, Task } from "../api/types";
import type { Pool } from "./pool";
import { kinds } from "./rows";
import type { AnyRow, Cursor, Kind } from "./rows";
import { forgetRows } from "./store";
import type { Chunk, Store } from "./store";

/** Raise it when rows change so that an older cache must not be read. */
const format = 1;

const rowsPerChunk = 1000;

/** Removes the rows kept for an account; what waits in its outbox stays. */
export const forget = forgetRows;

/**
 * Keeps the confirmed rows for the next visit, in chunks of up to 1,000 rows of
 * one kind and project. A change marks its chunk; marked chunks and the cursor
 * are written together, so what is read is one state of the log.
 */
export class Cache {
  readonly #store: Store;
  readonly #pool: Pool;
  readonly #chunks = new Map<string, { kind: Kind; ids: Set<string> }>();
  readonly #chunkOf = new Map<string, string>();
  /** Per kind and project, the chunk that has room. */
  readonly #open = new Map<string, string>();
  readonly #dirty = new Set<string>();
  #count = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #saving: Promise<void> = Promise.resolve();
  #wait: number;
  /** Only the leading tab writes. */
  enabled = false;

  /** What the log asked for and is not in the pool yet: the cursor has passed it. */
  readonly #wanted: () => string[];

  constructor(store: Store, pool: Pool, wait = 1500, wanted: () => string[] = () => []) {
    this.#store = store;
    this.#pool = pool;
    this.#wanted = wanted;
    this.#wait = wait;
  }

  /** Fills the pool with what was kept; returns what is still wanted, or null when nothing was kept. */
  async load(): Promise<string[] | null> {
    const found = await this.#store.loadCache().catch(() => null);
    if (found === null || found.state.format !== format) return null;
    const order = new Map(kinds.map((kind, at) => [kind, at]));
    const chunks = found.chunks.toSorted((a, b) => (order.get(a.kind) ?? 99) - (order.get(b.kind) ?? 99));
    this.#pool.batch(() => {
      for (const chunk of chunks) {
        const rows = JSON.parse(chunk.json) as AnyRow[];
        this.#chunks.set(chunk.key, { kind: chunk.kind, ids: new Set(rows.map((row) => row.id)) });
        this.#count = Math.max(this.#count, Number(chunk.key.split("#")[1]) + 1);
        for (const row of rows) this.#chunkOf.set(`${chunk.kind}/${row.id}`, chunk.key);
        if (rows.length < rowsPerChunk) this.#open.set(group(chunk.kind, rows[0]), chunk.key);
        this.#pool.load(chunk.kind, rows);
      }
      this.#pool.cursor = found.state.cursor;
    });
    this.#dirty.clear();
    return found.state.wanted ?? [];
  }

  /** Notes that a confirmed row changed, or went (null). */
  note(kind: Kind, id: string, row: AnyRow | null): void {
    if (kind === "comment") return;
    const key = `${kind}/${id}`;
    let chunk = this.#chunkOf.get(key);
    if (row === null) {
      if (chunk === undefined) return;
      this.#chunks.get(chunk)?.ids.delete(id);
      this.#chunkOf.delete(key);
    } else if (chunk === undefined) {
      chunk = this.#room(kind, row);
      this.#chunks.get(chunk)!.ids.add(id);
      this.#chunkOf.set(key, chunk);
    }
    this.#dirty.add(chunk);
    this.#plan();
  }

  /** Notes that the cursor moved. */
  moved(): void {
    this.#plan();
  }

  #room(kind: Kind, row: AnyRow): string {
    const name = group(kind, row);
    const key = this.#open.get(name);
    if (key !== undefined && (this.#chunks.get(key)?.ids.size ?? rowsPerChunk) < rowsPerChunk) return key;
    const made = `${name}#${this.#count++}`;
    this.#chunks.set(made, { kind, ids: new Set() });
    this.#open.set(name, made);
    return made;
  }

  #plan(): void {
    if (!this.enabled || this.#timer !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.save();
    }, this.#wait);
  }

  /** Writes what changed now; does nothing in the middle of a whole load. */
  save(): Promise<void> {
    const { cursor } = this.#pool;
    if (!this.enabled || cursor === null) return this.#saving;
    const put: Chunk[] = [];
    const remove: string[] = [];
    for (const key of this.#dirty) {
      const chunk = this.#chunks.get(key);
      if (chunk === undefined || chunk.ids.size === 0) {
        this.#chunks.delete(key);
        for (const [name, open] of this.#open) if (open === key) this.#open.delete(name);
        remove.push(key);
      } else {
        const rows = [...chunk.ids].map((id) => this.#pool.confirmed(chunk.kind, id)).filter((row) => row !== undefined);
        put.push({ key, kind: chunk.kind, json: JSON.stringify(rows) });
      }
    }
    this.#dirty.clear();
    const at: Cursor = { ...cursor };
    const wanted = this.#wanted();
    this.#saving = this.#saving
      .then(() => this.#store.saveCache({ cursor: at, format, wanted }, put, remove))
      .catch(() => {
        // A full disk costs the next visit time, not data: the chunks stay marked.
        for (const { key } of put) this.#dirty.add(key);
      });
    return this.#saving;
  }

  /** Forgets what was kept, before the pool is loaded anew. */
  async clear(): Promise<void> {
    await this.#saving;
    await this.#store.clearCache().catch(() => undefined);
    for (const key of this.#chunks.keys()) this.#dirty.add(key);
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    void this.save();
    this.enabled = false;
  }
}

function group(kind: Kind, row: AnyRow | undefined): string {
  const project = (row as Partial<Task | Comment> | undefined)?.project_id;
  return project === undefined ? kind : `${kind}:${project}`;
}
