import { Index, indexSpecs } from "./indexes";
import type { IndexName } from "./indexes";
import { applyEdit, kinds, parseCursor } from "./rows";
import type { AnyRow, Change, Cursor, Edit, Kind, LogRow, RowOf } from "./rows";
import type { Member, Project, Task } from "../api/types";

/** An edit made here that the log has not confirmed yet. */
export interface Pending {
  /** The mutation id. */
  id: string;
  edits: Edit[];
  /** Where the server says it is in the log, once it answered. */
  cursor: Cursor | null;
}

/** What the pool tells its owner; all optional. */
export interface PoolEvents {
  /** A patch named a row that is not here. */
  missing?: (row: LogRow) => void;
  /** The log asks to fetch a project. */
  fetch?: (project: string) => void;
  /** A confirmed row changed or went (null). */
  confirmed?: (kind: Kind, id: string, row: AnyRow | null) => void;
  /** A pending edit is confirmed: it is not painted on top any more. */
  dropped?: (id: string) => void;
  /** A task's description is not known any more. */
  forgotten?: (task: string) => void;
}

type Table = Map<string, AnyRow>;

/**
 * Everything that the screens show, in memory. What is shown is the confirmed
 * rows, which only the server's log changes, with the pending edits of this
 * person applied on top in order. A change costs what its rows cost.
 */
export class Pool {
  /** How far the confirmed rows are; null before the first whole load. */
  cursor: Cursor | null = null;

  readonly #events: PoolEvents;
  readonly #confirmed: Record<Kind, Table>;
  readonly #view: Record<Kind, Table>;
  #pending: Pending[] = [];
  readonly #pendingOf = new Map<string, { id: string; edit: Edit }[]>();
  readonly #indexes: Record<IndexName, Index>;
  readonly #indexesOf: Record<Kind, IndexName[]>;
  readonly #listeners = new Map<string, Set<() => void>>();
  readonly #dirty = new Set<string>();
  #depth = 0;
  #bulk = false;
  /** Changes since the first running fetch began; see fetched. */
  #recent: Change[] = [];
  #fetching = 0;

  constructor(events: PoolEvents = {}) {
    this.#events = events;
    this.#confirmed = tables();
    this.#view = tables();
    this.#indexesOf = Object.fromEntries(kinds.map((kind) => [kind, []])) as unknown as Record<Kind, IndexName[]>;
    const indexes: Partial<Record<IndexName, Index>> = {};
    for (const [name, spec] of Object.entries(indexSpecs) as [IndexName, (typeof indexSpecs)[IndexName]][]) {
      indexes[name] = new Index(spec, (id) => this.#view[spec.kind].get(id));
      this.#indexesOf[spec.kind].push(name);
    }
    this.#indexes = indexes as Record<IndexName, Index>;
  }

  get<K extends Kind>(kind: K, id: string): RowOf<K> | undefined {
    return this.#view[kind].get(id) as RowOf<K> | undefined;
  }

  /** The row as the server has it, without pending edits. */
  confirmed<K extends Kind>(kind: K, id: string): RowOf<K> | undefined {
    return this.#confirmed[kind].get(id) as RowOf<K> | undefined;
  }

  all<K extends Kind>(kind: K): IterableIterator<RowOf<K>> {
    return this.#view[kind].values() as IterableIterator<RowOf<K>>;
  }

  allConfirmed<K extends Kind>(kind: K): IterableIterator<RowOf<K>> {
    return this.#confirmed[kind].values() as IterableIterator<RowOf<K>>;
  }

  ids(index: IndexName, bucket: string): readonly string[] {
    return this.#indexes[index].ids(bucket);
  }

  rows<K extends Kind>(kind: K, index: IndexName, bucket: string): readonly RowOf<K>[] {
    return this.ids(index, bucket).map((id) => this.#view[kind].get(id) as RowOf<K>);
  }

  /** Grows with every change of a bucket's members, order or rows. */
  version(index: IndexName, bucket: string): number {
    return this.#indexes[index].contentVersion(bucket);
  }

  /** Grows with every change of a bucket's members or order. */
  orderVersion(index: IndexName, bucket: string): number {
    return this.#indexes[index].orderVersion(bucket);
  }

  get pending(): readonly Pending[] {
    return this.#pending;
  }

  /**
   * Listens to a key: "task/<id>" (that row), "<index>/<bucket>" (its members
   * and order), "<index>*\/<bucket>" (also its rows), or what emit is called with.
   */
  subscribe(key: string, listener: () => void): () => void {
    let set = this.#listeners.get(key);
    if (set === undefined) this.#listeners.set(key, (set = new Set()));
    set.add(listener);
    return () => {
      set.delete(listener);
      if (set.size === 0 && this.#listeners.get(key) === set) this.#listeners.delete(key);
    };
  }

  /** Calls the listeners of a key, at the end of the running batch. */
  emit(key: string): void {
    this.batch(() => this.#dirty.add(key));
  }

  /** Runs several changes and calls each listener once, at the end. */
  batch(run: () => void): void {
    this.#depth++;
    try {
      run();
    } finally {
      this.#depth--;
      if (this.#depth === 0) this.#flush();
    }
  }

  /** Applies one change of the log; one that was applied already does nothing. */
  apply(change: Change): boolean {
    if (this.cursor !== null && change.seq <= this.cursor.seq) return false;
    this.batch(() => {
      for (const row of change.rows) this.#applyRow(row);
      if (this.cursor !== null) this.cursor = { epoch: this.cursor.epoch, seq: change.seq };
      if (this.#fetching > 0) this.#recent.push(change);
      if (change.mutation !== null) this.drop(change.mutation);
      this.dropReached(change.seq);
    });
    return true;
  }

  /** Notes that the log has nothing more for us up to this place. */
  reach(seq: number): void {
    if (this.cursor === null || seq < this.cursor.seq) return;
    this.batch(() => {
      this.cursor = { epoch: this.cursor!.epoch, seq };
      this.dropReached(seq);
    });
  }

  /** Drops the pending edits that the server put at or before this place. */
  dropReached(seq: number): void {
    const done = this.#pending.filter(
      (it) => it.cursor !== null && (it.cursor.epoch !== this.cursor?.epoch || it.cursor.seq <= seq),
    );
    for (const it of done) this.drop(it.id);
  }

  /** Paints an edit on top of the confirmed rows. */
  add(id: string, edits: Edit[], cursor: Cursor | null = null): void {
    if (this.#pending.some((it) => it.id === id)) return;
    this.batch(() => {
      this.#pending.push({ id, edits, cursor });
      for (const edit of edits) {
        const key = `${edit.kind}/${edit.id}`;
        const list = this.#pendingOf.get(key);
        if (list === undefined) this.#pendingOf.set(key, [{ id, edit }]);
        else list.push({ id, edit });
        this.#refresh(edit.kind, edit.id);
      }
    });
  }

  /** Says where in the log the server put a pending edit; drops it when that was passed. */
  acknowledge(id: string, at: string | null): void {
    const pending = this.#pending.find((it) => it.id === id);
    if (pending === undefined) return;
    const cursor = parseCursor(at);
    if (cursor === null || (this.cursor !== null && cursor.epoch === this.cursor.epoch && cursor.seq <= this.cursor.seq)) this.drop(id);
    else pending.cursor = cursor;
  }

  /** Takes a pending edit away: it is confirmed, or was refused. */
  drop(id: string): void {
    const at = this.#pending.findIndex((it) => it.id === id);
    if (at < 0) return;
    const [pending] = this.#pending.splice(at, 1);
    this.batch(() => {
      for (const edit of pending!.edits) {
        const key = `${edit.kind}/${edit.id}`;
        const rest = (this.#pendingOf.get(key) ?? []).filter((it) => it.id !== id);
        if (rest.length === 0) this.#pendingOf.delete(key);
        else this.#pendingOf.set(key, rest);
        this.#refresh(edit.kind, edit.id);
      }
    });
    this.#events.dropped?.(id);
  }

  /** Puts confirmed rows in bulk: a bootstrap's chunk, or the cache's. */
  load(kind: Kind, rows: readonly AnyRow[]): void {
    this.batch(() => {
      this.#bulk = rows.length > 50;
      for (const row of rows) this.#put(kind, row.id, row);
      this.#bulk = false;
    });
  }

  /** Ends a bootstrap: what it did not name is gone, and the cursor is its own. */
  finishLoad(cursor: Cursor, named: Record<Kind, Set<string>>): void {
    this.batch(() => {
      for (const kind of kinds) {
        for (const id of this.#confirmed[kind].keys()) if (!named[kind].has(id)) this.#remove(kind, id);
      }
      this.cursor = cursor;
      this.dropReached(cursor.seq);
    });
  }

  /**
   * Begins a fetch beside the log (a task, its comments, a project). The rows
   * it brings may be older than the log's: `merge` puts them and then applies
   * again what the log said meanwhile, which is right because the log carries
   * absolute values.
   */
  fetched(): { merge: (rows: readonly { kind: Kind; row: AnyRow }[]) => void; end: () => void } {
    this.#fetching++;
    const since = this.cursor?.seq ?? 0;
    let ended = false;
    const end = (): void => {
      if (ended) return;
      ended = true;
      this.#fetching--;
      if (this.#fetching === 0) this.#recent = [];
    };
    const merge = (rows: readonly { kind: Kind; row: AnyRow }[]): void => {
      const touched = new Set(rows.map(({ kind, row }) => `${kind}/${row.id}`));
      this.batch(() => {
        this.#bulk = rows.length > 50;
        for (const { kind, row } of rows) this.#put(kind, row.id, row);
        this.#bulk = false;
        for (const change of this.#recent) {
          if (change.seq <= since) continue;
          for (const row of change.rows) {
            if (touched.has(`${row.kind}/${row.id}`) || (row.kind === "project" && row.op === "remove")) this.#applyRow(row);
          }
        }
      });
    };
    return { merge, end };
  }

  #applyRow(row: LogRow): void {
    switch (row.op) {
      case "put":
        this.#put(row.kind, row.id, { ...row.data, id: row.id } as AnyRow);
        return;
      case "patch": {
        const before = this.#confirmed[row.kind]?.get(row.id);
        if (before === undefined) {
          this.#events.missing?.(row);
          return;
        }
        this.#put(row.kind, row.id, patched(before, row.data ?? {}));
        return;
      }
      case "remove":
        this.#remove(row.kind, row.id);
        if (row.kind === "project") this.#removeProject(row.id);
        if (row.kind === "label") this.#removeLabel(row.id);
        return;
      case "fetch":
        this.#events.fetch?.(row.id);
    }
  }

  #put(kind: Kind, id: string, row: AnyRow): void {
    const table = this.#confirmed[kind];
    // A newer server may speak of kinds that this client does not know.
    if (table === undefined) return;
    const before = table.get(id);
    let next = row;
    if (kind === "task") next = withDescription(before as Task | undefined, row as Task);
    if (kind === "member") next = withEmail(before as Member | undefined, row as Member);
    table.set(id, next);
    if (kind === "task" && before !== undefined && (before as Task).description !== undefined && (next as Task).description === undefined) {
      this.#events.forgotten?.(id);
    }
    this.#events.confirmed?.(kind, id, next);
    this.#refresh(kind, id);
    if (kind === "project" && before !== undefined && (before as Project).key !== (next as Project).key) {
      this.#rekey(next as Project);
    }
  }

  #remove(kind: Kind, id: string): void {
    if (this.#confirmed[kind]?.delete(id)) this.#events.confirmed?.(kind, id, null);
    this.#refresh(kind, id);
  }

  #removeProject(project: string): void {
    this.#remove("favourite", project);
    for (const kind of ["column", "task", "comment", "project_member"] as const) {
      for (const [id, row] of this.#confirmed[kind]) {
        if ((row as { project_id: string }).project_id === project) this.#remove(kind, id);
      }
    }
  }

  /** A label that is gone is gone from every task, whether or not the log names each one. */
  #removeLabel(label: string): void {
    for (const [id, row] of this.#confirmed.task) {
      const task = row as Task;
      if (task.labels.includes(label)) this.#put("task", id, { ...task, labels: task.labels.filter((it) => it !== label) });
    }
  }

  /** Tasks carry their key; the log says only once that the project's part changed. */
  #rekey(project: Project): void {
    for (const [id, row] of this.#confirmed.task) {
      const task = row as Task;
      const key = `${project.key}-${task.number}`;
      if (task.project_id === project.id && task.key !== key) this.#put("task", id, { ...task, key });
    }
  }

  #refresh(kind: Kind, id: string): void {
    const view = this.#view[kind];
    if (view === undefined) return;
    const before = view.get(id);
    let after = this.#confirmed[kind].get(id);
    const edits = this.#pendingOf.get(`${kind}/${id}`);
    if (edits !== undefined) for (const { edit } of edits) after = applyEdit(after, edit);
    if (before === after || (before !== undefined && after !== undefined && sameRow(before, after))) return;
    for (const name of this.#indexesOf[kind]) {
      this.#indexes[name].change(id, before, after, this.#bulk, (bucket, order) => {
        if (order) this.#dirty.add(`${name}/${bucket}`);
        this.#dirty.add(`${name}*/${bucket}`);
      });
    }
    if (after === undefined) view.delete(id);
    else view.set(id, after);
    this.#dirty.add(`${kind}/${id}`);
  }

  #flush(): void {
    while (this.#dirty.size > 0) {
      const keys = [...this.#dirty];
      this.#dirty.clear();
      const called = new Set<() => void>();
      for (const key of keys) {
        for (const listener of this.#listeners.get(key) ?? []) called.add(listener);
      }
      for (const listener of called) listener();
    }
  }
}

function tables(): Record<Kind, Table> {
  return Object.fromEntries(kinds.map((kind) => [kind, new Map()])) as unknown as Record<Kind, Table>;
}

function patched(before: AnyRow, data: Record<string, unknown>): AnyRow {
  const next = { ...before, ...data } as Record<string, unknown>;
  if ("description_version" in data && !("description" in data) && data["description_version"] !== (before as Task).description_version) {
    delete next["description"];
  }
  return next as unknown as AnyRow;
}

/** A row without its description (a list, a bootstrap) keeps the one that is known, while it is current. */
function withDescription(before: Task | undefined, row: Task): Task {
  if (row.description !== undefined || before?.description === undefined) return row;
  if (before.description_version !== row.description_version) return row;
  return { ...row, description: before.description };
}

/** The log's rows have no e-mail addresses: those that were asked for are kept. */
function withEmail(before: Member | undefined, row: Member): Member {
  return row.email === undefined && before?.email !== undefined ? { ...row, email: before.email } : row;
}

function sameRow(a: AnyRow, b: AnyRow): boolean {
  const left = a as unknown as Record<string, unknown>;
  const right = b as unknown as Record<string, unknown>;
  const fields = Object.keys(left);
  if (fields.length !== Object.keys(right).length) return false;
  return fields.every((field) => left[field] === right[field] || sameList(left[field], right[field]));
}

function sameList(a: unknown, b: unknown): boolean {
  return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((value, at) => typeof value === "string" && value === b[at]);
}
