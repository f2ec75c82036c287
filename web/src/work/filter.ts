// Which tasks a view shows. A filter lives in the address, so that it can be shared and survives a reload.
import type { Priority, Task } from '../api/types';
import { dueState } from './due';

/** What `due` may ask for. */
export const dueFilters = ['overdue', 'today', 'week', 'none'] as const;

/** A due date as a filter asks for it. */
export type DueFilter = (typeof dueFilters)[number];

/** Conditions on tasks: values of one kind are alternatives, kinds must all hold. */
export type TaskFilter = {
  text: string;
  /** Member ids, and "none" for tasks of nobody. */
  assignees: readonly string[];
  labels: readonly string[];
  priorities: readonly Priority[];
  due: DueFilter | null;
};

/** The filter that lets everything through. */
export const noFilter: TaskFilter = { text: '', assignees: [], labels: [], priorities: [], due: null };

/** Whether a filter asks for anything. */
export function isFiltering(filter: TaskFilter): boolean {
  return (
    filter.text.trim() !== '' ||
    filter.assignees.length > 0 ||
    filter.labels.length > 0 ||
    filter.priorities.length > 0 ||
    filter.due !== null
  );
}

function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Prepares a filter for many tasks. */
export function taskMatcher(filter: TaskFilter, today: string, now: number = Date.now()): (task: Task) => boolean {
  const words = fold(filter.text).split(/\s+/).filter(Boolean);
  const assignees = new Set(filter.assignees);
  const labels = new Set(filter.labels);
  const priorities = new Set(filter.priorities);
  return (task) => {
    if (priorities.size > 0 && !priorities.has(task.priority)) return false;
    if (assignees.size > 0) {
      const nobody = task.assignees.length === 0 && assignees.has('none');
      if (!nobody && !task.assignees.some((id) => assignees.has(id))) return false;
    }
    if (labels.size > 0 && !task.labels.some((id) => labels.has(id))) return false;
    if (filter.due !== null && !fitsDue(task, filter.due, today, now)) return false;
    if (words.length === 0) return true;
    const text = fold(`${task.key} ${task.title}`);
    return words.every((word) => text.includes(word));
  };
}

function fitsDue(task: Task, due: DueFilter, today: string, now: number): boolean {
  const state = dueState(task, today, now);
  if (due === 'week') return state === 'today' || state === 'tomorrow' || state === 'week';
  return state === due;
}

const allPriorities: readonly string[] = ['urgent', 'high', 'medium', 'low', 'none'];

/** Reads a filter from the query of an address. */
export function readFilter(query: URLSearchParams): TaskFilter {
  const list = (name: string) => (query.get(name) ?? '').split(',').filter(Boolean);
  const due = query.get('due');
  return {
    text: query.get('q') ?? '',
    assignees: list('assignee'),
    labels: list('label'),
    priorities: list('priority').filter((name): name is Priority => allPriorities.includes(name)),
    due: (dueFilters as readonly (string | null)[]).includes(due) ? (due as DueFilter) : null,
  };
}

/** Writes a filter into the query of an address and leaves the rest of it alone. */
export function writeFilter(query: URLSearchParams, filter: TaskFilter): URLSearchParams {
  const next = new URLSearchParams(query);
  const set = (name: string, value: string) => (value === '' ? next.delete(name) : next.set(name, value));
  set('q', filter.text);
  set('assignee', filter.assignees.join(','));
  set('label', filter.labels.join(','));
  set('priority', filter.priorities.join(','));
  set('due', filter.due ?? '');
  return next;
}
