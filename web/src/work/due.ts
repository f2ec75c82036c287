// What a due date means today.
import type { Task } from '../api/types';
import { plusDays } from '../quickadd/calendar';

/** How near a task's due date is; a closed task is never late. */
export type DueState = 'none' | 'overdue' | 'today' | 'tomorrow' | 'week' | 'later' | 'closed';

/** The due fields of a task. */
export type Due = Pick<Task, 'due_date' | 'due_at' | 'closed_at'>;

/** The state of a due date on a day; with a time of day the instant decides whether it is late. */
export function dueState(task: Due, today: string, now: number = Date.now()): DueState {
  if (task.due_date === null) return 'none';
  if (task.closed_at !== null) return 'closed';
  if (task.due_at !== null && Date.parse(task.due_at) < now) return 'overdue';
  if (task.due_date < today) return task.due_at === null ? 'overdue' : 'today';
  if (task.due_date === today) return 'today';
  if (task.due_date === plusDays(today, 1)) return 'tomorrow';
  return task.due_date <= plusDays(today, 7) ? 'week' : 'later';
}
