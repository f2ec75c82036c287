import type { Problem, Present } from "../api/types";
import type { Conflict } from "./description";
import type { Entry, Paused } from "./outbox";
import type { AnyRow, Change, Cursor, Kind } from "./rows";
import type { Connection } from "./stream";

/** What the tabs of one account and workspace tell each other. */
export type Message =
  /** A follower says how far it is; the leader answers with changes or a snapshot. */
  | { type: "hello"; from: string; cursor: Cursor | null }
  | { type: "changes"; to: string | null; since: number; until: Cursor; changes: Change[] }
  | { type: "snapshot"; to: string; cursor: Cursor; rows: [Kind, AnyRow[]][] }
  /** The leader loaded everything anew. */
  | { type: "reloaded" }
  | { type: "status"; connection: Connection; paused: Paused | null }
  | { type: "presence"; present: Present[] }
  | { type: "write"; entry: Entry }
  | { type: "accepted"; id: string; cursor: string | null }
  | { type: "refused"; id: string; label: string; status: number; problem: Partial<Problem> }
  | { type: "conflict"; task: string; conflict: Conflict | null }
  | { type: "wake" };
