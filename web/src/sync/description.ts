import { mergeText } from "./merge";

/** Two texts of one description that could not be merged; a person chooses. */
export interface Conflict {
  task: string;
  mine: string;
  theirs: string;
  /** The version of `theirs`. */
  version: number;
}

/** A description's edit before it is sent: what was typed, and the text it started from. */
export interface Draft {
  task: string;
  base: string;
  text: string;
}

/** What the server has. */
export interface Known {
  text: string;
  version: number;
}

/** Brings a draft onto the newest known text: what to send, or the conflict. */
export function rebase(draft: Draft, known: Known): { text: string; version: number } | Conflict {
  const text = mergeText(draft.base, draft.text, known.text);
  if (text === null) return { task: draft.task, mine: draft.text, theirs: known.text, version: known.version };
  return { text, version: known.version };
}

export function isConflict(result: ReturnType<typeof rebase>): result is Conflict {
  return "theirs" in result;
}
