import type { Change } from "./rows";

/** Leaves the time of the last applied change where measurements find it. */
export function mark(change: Change): void {
  const place = globalThis as { __taskflow?: { lastApplied?: { seq: number; at: string; applied: number } } };
  place.__taskflow = { ...place.__taskflow, lastApplied: { seq: change.seq, at: change.at, applied: Date.now() } };
}
