// Asking for quick add from anywhere: the shortcut, a button, a group of a list.
import type { Priority } from '../api/types';

/** What the new task has before anything is typed. */
export type QuickAddStart = {
  projectId?: string;
  columnId?: string;
  assignees?: string[];
  labels?: string[];
  priority?: Priority;
  dueDate?: string;
};

let asked: { start: QuickAddStart; count: number } | null = null;
let count = 0;
const watchers = new Set<() => void>();

function publish(next: typeof asked): void {
  asked = next;
  for (const watch of watchers) watch();
}

/** Opens quick add. */
export function openQuickAdd(start: QuickAddStart = {}): void {
  publish({ start, count: ++count });
}

/** Closes it. */
export function closeQuickAdd(): void {
  publish(null);
}

/** What was asked for last, null while it is closed. */
export function readQuickAdd(): { start: QuickAddStart; count: number } | null {
  return asked;
}

/** Calls back on every change; returns how to stop. */
export function watchQuickAdd(watch: () => void): () => void {
  watchers.add(watch);
  return () => watchers.delete(watch);
}
