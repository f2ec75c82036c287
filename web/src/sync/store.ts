// What survives a reload, in IndexedDB: one database per account and workspace.

import type { Conflict } from "./description";
import type { Entry } from "./outbox";
import type { Cursor, Kind } from "./rows";

export interface Chunk {
  key: string;
  kind: Kind;
  /** The rows as one JSON text: row by row is many times slower. */
  json: string;
}

export interface CacheState {
  cursor: Cursor;
  format: number;
  /** What the log asked for before the cursor and had not arrived: "project:ID", "task:ID". */
  wanted?: string[];
}

/** Where the engine keeps things; in memory for tests and where IndexedDB is denied. */
export interface Store {
  loadCache(): Promise<{ state: CacheState; chunks: Chunk[] } | null>;
  /** Writes and deletes chunks and the state together. */
  saveCache(state: CacheState | null, put: Chunk[], remove: string[]): Promise<void>;
  clearCache(): Promise<void>;
  loadEntries(): Promise<Entry[]>;
  /** Resolves when the entry is on disk. */
  putEntry(entry: Entry): Promise<void>;
  deleteEntry(id: string): Promise<void>;
  loadConflicts(): Promise<Conflict[]>;
  putConflict(conflict: Conflict): Promise<void>;
  deleteConflict(task: string): Promise<void>;
  close(): void;
}

const prefix = "taskflow/";

/** Opens the store of an account and workspace; in memory when the browser denies IndexedDB. */
export async function openStore(account: string, workspace: string): Promise<Store> {
  try {
    return new IndexedStore(await openDatabase(`${prefix}${account}/${workspace}`));
  } catch {
    return new MemoryStore();
  }
}

function openDatabase(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.addEventListener("upgradeneeded", () => {
      const db = request.result;
      db.createObjectStore("meta");
      db.createObjectStore("chunks", { keyPath: "key" });
      db.createObjectStore("outbox", { keyPath: "id" });
      db.createObjectStore("conflicts", { keyPath: "task" });
    });
    request.addEventListener("success", () => {
      // Another tab may want to delete or upgrade it.
      request.result.addEventListener("versionchange", () => request.result.close());
      resolve(request.result);
    });
    request.addEventListener("error", () => reject(request.error ?? new Error("IndexedDB")));
    request.addEventListener("blocked", () => reject(new Error("IndexedDB is blocked by another tab")));
  });
}

/** Removes the rows kept for an account from this browser; edits not sent yet are kept. */
export async function forgetRows(account: string): Promise<void> {
  if (typeof indexedDB === "undefined" || indexedDB.databases === undefined) return;
  for (const { name } of await indexedDB.databases()) {
    if (!name?.startsWith(`${prefix}${account}/`)) continue;
    const store = new IndexedStore(await openDatabase(name));
    await store.clearCache();
    store.close();
  }
}

class IndexedStore implements Store {
  readonly #db: IDBDatabase;

  constructor(db: IDBDatabase) {
    this.#db = db;
  }

  async loadCache(): Promise<{ state: CacheState; chunks: Chunk[] } | null> {
    const tx = this.#db.transaction(["meta", "chunks"], "readonly");
    const state = result<CacheState | undefined>(tx.objectStore("meta").get("cache"));
    const chunks = result<Chunk[]>(tx.objectStore("chunks").getAll());
    const [found, rows] = await Promise.all([state, chunks]);
    return found === undefined ? null : { state: found, chunks: rows };
  }

  saveCache(state: CacheState | null, put: Chunk[], remove: string[]): Promise<void> {
    const tx = this.#db.transaction(["meta", "chunks"], "readwrite", { durability: "relaxed" });
    const chunks = tx.objectStore("chunks");
    for (const chunk of put) chunks.put(chunk);
    for (const key of remove) chunks.delete(key);
    if (state === null) tx.objectStore("meta").delete("cache");
    else tx.objectStore("meta").put(state, "cache");
    return done(tx);
  }

  clearCache(): Promise<void> {
    const tx = this.#db.transaction(["meta", "chunks"], "readwrite");
    tx.objectStore("meta").delete("cache");
    tx.objectStore("chunks").clear();
    return done(tx);
  }

  loadEntries(): Promise<Entry[]> {
    return result(this.#db.transaction("outbox", "readonly").objectStore("outbox").getAll());
  }

  putEntry(entry: Entry): Promise<void> {
    const tx = this.#db.transaction("outbox", "readwrite", { durability: "strict" });
    tx.objectStore("outbox").put(entry);
    return done(tx);
  }

  deleteEntry(id: string): Promise<void> {
    const tx = this.#db.transaction("outbox", "readwrite", { durability: "relaxed" });
    tx.objectStore("outbox").delete(id);
    return done(tx);
  }

  loadConflicts(): Promise<Conflict[]> {
    return result(this.#db.transaction("conflicts", "readonly").objectStore("conflicts").getAll());
  }

  putConflict(conflict: Conflict): Promise<void> {
    const tx = this.#db.transaction("conflicts", "readwrite", { durability: "strict" });
    tx.objectStore("conflicts").put(conflict);
    return done(tx);
  }

  deleteConflict(task: string): Promise<void> {
    const tx = this.#db.transaction("conflicts", "readwrite");
    tx.objectStore("conflicts").delete(task);
    return done(tx);
  }

  close(): void {
    this.#db.close();
  }
}

function result<T>(request: IDBRequest): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result as T));
    request.addEventListener("error", () => reject(request.error ?? new Error("IndexedDB")));
  });
}

function done(tx: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    tx.addEventListener("complete", () => resolve());
    tx.addEventListener("abort", () => reject(tx.error ?? new Error("IndexedDB")));
  });
}

/** Keeps everything until the tab closes. */
export class MemoryStore implements Store {
  readonly #chunks = new Map<string, Chunk>();
  readonly #entries = new Map<string, Entry>();
  readonly #conflicts = new Map<string, Conflict>();
  #state: CacheState | null = null;

  async loadCache(): Promise<{ state: CacheState; chunks: Chunk[] } | null> {
    return this.#state === null ? null : { state: this.#state, chunks: [...this.#chunks.values()] };
  }

  async saveCache(state: CacheState | null, put: Chunk[], remove: string[]): Promise<void> {
    for (const chunk of put) this.#chunks.set(chunk.key, chunk);
    for (const key of remove) this.#chunks.delete(key);
    this.#state = state;
  }

  async clearCache(): Promise<void> {
    this.#chunks.clear();
    this.#state = null;
  }

  async loadEntries(): Promise<Entry[]> {
    return [...this.#entries.values()].map((entry) => structuredClone(entry));
  }

  async putEntry(entry: Entry): Promise<void> {
    this.#entries.set(entry.id, structuredClone(entry));
  }

  async deleteEntry(id: string): Promise<void> {
    this.#entries.delete(id);
  }

  async loadConflicts(): Promise<Conflict[]> {
    return [...this.#conflicts.values()];
  }

  async putConflict(conflict: Conflict): Promise<void> {
    this.#conflicts.set(conflict.task, conflict);
  }

  async deleteConflict(task: string): Promise<void> {
    this.#conflicts.delete(task);
  }

  close(): void {
    // Nothing is held open.
  }
}
