import type { Column, Comment, Favourite, Label, Member, Project, ProjectMember, Task } from "../api/types";
import type { AnyRow, Kind } from "./rows";

/** Bytewise order, as the server's; never localeCompare for ranks. */
export function compareBytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const collator = new Intl.Collator(undefined, { sensitivity: "base", numeric: true });

function byRank(a: { rank: string; id: string }, b: { rank: string; id: string }): number {
  return compareBytes(a.rank, b.rank) || compareBytes(a.id, b.id);
}

function byName(a: { name: string; id: string }, b: { name: string; id: string }): number {
  return collator.compare(a.name, b.name) || compareBytes(a.id, b.id);
}

function byCreation(a: { created_at: string; id: string }, b: { created_at: string; id: string }): number {
  return compareBytes(a.created_at, b.created_at) || compareBytes(a.id, b.id);
}

function byNumber(a: Task, b: Task): number {
  // A task made here has no number yet; it belongs at the end.
  return (a.number || Number.MAX_SAFE_INTEGER) - (b.number || Number.MAX_SAFE_INTEGER) || compareBytes(a.id, b.id);
}

/** An index: which buckets a row is in, and the order inside each. */
export interface IndexSpec<Row> {
  kind: Kind;
  buckets(row: Row): readonly string[];
  compare(a: Row, b: Row): number;
}

const none: readonly string[] = [];
const all: readonly string[] = ["all"];

function spec<Row>(it: IndexSpec<Row>): IndexSpec<AnyRow> {
  return it as unknown as IndexSpec<AnyRow>;
}

function shown(task: Task): boolean {
  return task.deleted_at === null && task.archived_at === null;
}

export const indexSpecs = {
  workspaces: spec<AnyRow & { id: string }>({ kind: "workspace", buckets: () => all, compare: (a, b) => compareBytes(a.id, b.id) }),
  me: spec<AnyRow & { id: string }>({ kind: "me", buckets: () => all, compare: (a, b) => compareBytes(a.id, b.id) }),
  members: spec<Member>({ kind: "member", buckets: () => all, compare: byName }),
  labels: spec<Label>({ kind: "label", buckets: () => all, compare: byName }),
  projects: spec<Project>({ kind: "project", buckets: () => all, compare: byName }),
  projectsByKey: spec<Project>({ kind: "project", buckets: (p) => [p.key], compare: (a, b) => compareBytes(a.id, b.id) }),
  favourites: spec<Favourite>({ kind: "favourite", buckets: () => all, compare: byRank }),
  projectMembers: spec<ProjectMember>({
    kind: "project_member",
    buckets: (pm) => [pm.project_id],
    compare: (a, b) => compareBytes(a.id, b.id),
  }),
  projectMembersOf: spec<ProjectMember>({
    kind: "project_member",
    buckets: (pm) => [pm.member_id],
    compare: (a, b) => compareBytes(a.id, b.id),
  }),
  columns: spec<Column>({
    kind: "column",
    buckets: (c) => (c.archived_at === null ? [c.project_id] : none),
    compare: byRank,
  }),
  tasksOfColumn: spec<Task>({ kind: "task", buckets: (t) => (shown(t) ? [t.column_id] : none), compare: byRank }),
  tasksOfProject: spec<Task>({ kind: "task", buckets: (t) => (shown(t) ? [t.project_id] : none), compare: byNumber }),
  archivedTasks: spec<Task>({
    kind: "task",
    buckets: (t) => (t.deleted_at === null && t.archived_at !== null ? [t.project_id] : none),
    compare: byNumber,
  }),
  subtasks: spec<Task>({
    kind: "task",
    buckets: (t) => (t.parent_id !== null && shown(t) ? [t.parent_id] : none),
    compare: byRank,
  }),
  tasksOfAssignee: spec<Task>({ kind: "task", buckets: (t) => (shown(t) ? t.assignees : none), compare: byCreation }),
  tasksByKey: spec<Task>({ kind: "task", buckets: (t) => (t.key === "" ? none : [t.key]), compare: byCreation }),
  comments: spec<Comment>({ kind: "comment", buckets: (c) => [c.task_id], compare: byCreation }),
} as const;

export type IndexName = keyof typeof indexSpecs;

/** One bucket: who is in it, and their order once somebody asked for it. */
class Bucket {
  readonly members = new Set<string>();
  sorted: string[] | null = [];
  /** Whether `sorted` was handed out, so that a change must copy it first. */
  shared = false;
  order = 0;
  content = 0;
}

/**
 * The ids of rows by bucket, in order, kept as rows change. A change costs a
 * binary search; a bulk load only marks the bucket to be sorted when read.
 */
export class Index {
  readonly #spec: IndexSpec<AnyRow>;
  readonly #row: (id: string) => AnyRow | undefined;
  readonly #buckets = new Map<string, Bucket>();

  constructor(spec: IndexSpec<AnyRow>, row: (id: string) => AnyRow | undefined) {
    this.#spec = spec;
    this.#row = row;
  }

  /**
   * Takes a row's change into account; must run before the row is replaced in
   * what `row` reads. Reports each touched bucket, and whether its order changed.
   */
  change(
    id: string,
    before: AnyRow | undefined,
    after: AnyRow | undefined,
    bulk: boolean,
    touched: (bucket: string, order: boolean) => void,
  ): void {
    const from = before === undefined ? none : this.#spec.buckets(before);
    const to = after === undefined ? none : this.#spec.buckets(after);
    for (const name of from) {
      const stays = to.includes(name);
      const moves = !stays || this.#spec.compare(before!, after!) !== 0;
      const bucket = this.#buckets.get(name);
      if (bucket === undefined) continue;
      bucket.content++;
      if (moves) {
        this.#take(bucket, id, before!, bulk);
        if (stays) this.#place(bucket, id, after!, bulk);
        bucket.order++;
      }
      touched(name, moves);
    }
    for (const name of to) {
      if (from.includes(name)) continue;
      let bucket = this.#buckets.get(name);
      if (bucket === undefined) this.#buckets.set(name, (bucket = new Bucket()));
      this.#place(bucket, id, after!, bulk);
      bucket.order++;
      bucket.content++;
      touched(name, true);
    }
  }

  /** The ids of a bucket in order; the same array until the order changes. */
  ids(name: string): readonly string[] {
    const bucket = this.#buckets.get(name);
    if (bucket === undefined) return none;
    if (bucket.sorted === null) {
      const { compare } = this.#spec;
      bucket.sorted = [...bucket.members].sort((a, b) => compare(this.#row(a)!, this.#row(b)!));
    }
    bucket.shared = true;
    return bucket.sorted;
  }

  orderVersion(name: string): number {
    return this.#buckets.get(name)?.order ?? 0;
  }

  contentVersion(name: string): number {
    return this.#buckets.get(name)?.content ?? 0;
  }

  #place(bucket: Bucket, id: string, row: AnyRow, bulk: boolean): void {
    bucket.members.add(id);
    const list = this.#own(bucket, bulk);
    if (list !== null) list.splice(this.#find(list, row), 0, id);
  }

  #take(bucket: Bucket, id: string, row: AnyRow, bulk: boolean): void {
    bucket.members.delete(id);
    const list = this.#own(bucket, bulk);
    if (list === null) return;
    const at = this.#find(list, row);
    if (list[at] === id) list.splice(at, 1);
    else bucket.sorted = null;
  }

  #own(bucket: Bucket, bulk: boolean): string[] | null {
    if (bulk) bucket.sorted = null;
    else if (bucket.shared && bucket.sorted !== null) bucket.sorted = bucket.sorted.slice();
    bucket.shared = false;
    return bucket.sorted;
  }

  #find(list: string[], row: AnyRow): number {
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#spec.compare(this.#row(list[middle]!)!, row) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
