import type { Message } from "./messages";
import type { Pool } from "./pool";
import { kinds } from "./rows";
import type { AnyRow, Change, Cursor, Kind } from "./rows";

/** How many changes the leader keeps for tabs that missed some. */
const keep = 2_000;

/** The leader's side: the latest changes, and the whole when they do not reach back far enough. */
export class Feed {
  #changes: Change[] = [];
  /** Every change after this one is in the list. */
  #since = 0;
  #epoch = "";
  readonly #pool: Pool;
  readonly #post: (message: Message) => void;

  constructor(pool: Pool, post: (message: Message) => void) {
    this.#pool = pool;
    this.#post = post;
  }

  /** Passes changes on that led from `since` to `until`. */
  pass(since: number, until: Cursor, changes: Change[]): void {
    if (until.epoch !== this.#epoch) {
      this.#epoch = until.epoch;
      this.#since = since;
      this.#changes = [];
    }
    this.#changes.push(...changes);
    if (this.#changes.length > keep) {
      const dropped = this.#changes.splice(0, this.#changes.length - keep);
      this.#since = dropped.at(-1)!.seq;
    }
    this.#post({ type: "changes", to: null, since, until, changes });
  }

  /** Answers a follower. */
  answer(hello: Extract<Message, { type: "hello" }>): void {
    const { cursor } = this.#pool;
    if (cursor === null) return;
    const from = hello.cursor;
    if (from !== null && from.epoch === cursor.epoch && (from.seq >= cursor.seq || (this.#epoch === cursor.epoch && from.seq >= this.#since))) {
      const changes = this.#changes.filter((change) => change.seq > from.seq);
      this.#post({ type: "changes", to: hello.from, since: from.seq, until: cursor, changes });
      return;
    }
    const rows = kinds
      .filter((kind) => kind !== "comment")
      .map((kind): [Kind, AnyRow[]] => [kind, [...this.#pool.allConfirmed(kind)]]);
    this.#post({ type: "snapshot", to: hello.from, cursor, rows });
  }
}

/** A follower's side: applies what the leader passes; false when something is missing and it has to ask. */
export function takeChanges(pool: Pool, message: Extract<Message, { type: "changes" }>): boolean {
  const { cursor } = pool;
  if (cursor === null || cursor.epoch !== message.until.epoch || cursor.seq < message.since) return false;
  pool.batch(() => {
    for (const change of message.changes) pool.apply(change);
    pool.reach(message.until.seq);
  });
  return true;
}

/** Replaces everything by the leader's rows. */
export function takeSnapshot(pool: Pool, message: Extract<Message, { type: "snapshot" }>): void {
  const named = Object.fromEntries(kinds.map((kind) => [kind, new Set<string>()])) as Record<Kind, Set<string>>;
  pool.batch(() => {
    for (const [kind, rows] of message.rows) {
      for (const row of rows) named[kind].add(row.id);
      pool.load(kind, rows);
    }
    pool.finishLoad(message.cursor, named);
  });
}
