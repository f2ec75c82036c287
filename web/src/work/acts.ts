// What people do to tasks, with the words and the way back that belong to it.
import type { Priority, Task } from '../api/types';
import { taskPath } from '../app/paths';
import { t } from '../i18n';
import type { Column } from '../models/column';
import { readColumns } from '../models/column';
import { readTask } from '../models/task';
import {
  addLabel,
  archiveTask,
  assign,
  completeTask,
  deleteTask,
  moveTask,
  moveTaskToProject,
  removeLabel,
  reopenTask,
  setPriority,
  unassign,
} from '../models/task-verbs';
import { showToast } from '../ui/toasts';
import { celebrate, findTaskElement, markCelebrated } from './celebrate';
import { taskRef } from './place';

function tasksOf(ids: readonly string[]): Task[] {
  return ids.map((id) => readTask(id)).filter((task) => task !== undefined);
}

/** Completes tasks, or reopens them when all are closed already. One task is worth confetti, many are work. */
export function toggleComplete(ids: readonly string[], from?: Element | null): void {
  const tasks = tasksOf(ids);
  const reopen = tasks.every((task) => task.closed_at !== null);
  for (const task of tasks) {
    if (reopen) reopenTask(task.id);
    else if (task.closed_at === null) {
      markCelebrated(task.id);
      completeTask(task.id);
    }
  }
  const only = tasks.length === 1 ? tasks[0] : undefined;
  if (!reopen && only) {
    const origin = from ?? findTaskElement(only.id);
    if (origin) void celebrate(origin);
  } else if (!reopen && tasks.length > 1) {
    const changed = tasks.filter((task) => task.closed_at === null);
    showToast(t('task.completed_many', { count: changed.length }), {
      tone: 'success',
      action: { label: t('ui.undo'), run: () => changed.forEach((task) => moveTask(task.id, { columnId: task.column_id })) },
    });
  }
}

/** Moves tasks to the trash, and says how to get them back. */
export function deleteTasks(ids: readonly string[]): void {
  const tasks = tasksOf(ids);
  const undos = tasks.map((task) => deleteTask(task.id).undo);
  const only = tasks.length === 1 ? tasks[0] : undefined;
  const text = only ? t('task.deleted', { title: quoted(only.title) }) : t('task.deleted_many', { count: tasks.length });
  if (tasks.length > 0) showToast(text, { action: { label: t('ui.undo'), run: () => undos.forEach((undo) => undo()) } });
}

/** Archives tasks, with the way back. */
export function archiveTasks(ids: readonly string[]): void {
  const tasks = tasksOf(ids);
  for (const task of tasks) archiveTask(task.id);
  const only = tasks[0];
  if (only) {
    showToast(t('task.archived', { title: quoted(only.title) }), {
      action: { label: t('ui.undo'), run: () => tasks.forEach((task) => archiveTask(task.id, false)) },
    });
  }
}

/** Puts tasks at the end (or the top) of a column; into a done column it counts as completing. */
export function moveToColumn(ids: readonly string[], column: Column, at: 'top' | 'bottom' = 'bottom', first?: string): void {
  const completing = column.category === 'done' ? tasksOf(ids).filter((task) => task.completed_at === null) : [];
  for (const task of completing) markCelebrated(task.id);
  const origin = completing.length === 1 && ids.length === 1 ? findTaskElement(completing[0]!.id) : null;
  for (const id of ids) moveTask(id, { columnId: column.id, ...(at === 'top' && first ? { beforeId: first } : {}) });
  if (origin) void celebrate(origin);
}

/** Moves tasks to another project, where they get new keys. */
export function moveToProject(ids: readonly string[], project: { id: string; name: string }): void {
  for (const task of tasksOf(ids)) {
    if (task.project_id === project.id) continue;
    const before = { project: task.project_id, column: task.column_id };
    moveTaskToProject(task.id, project.id);
    showToast(t('task.moved_project', { title: quoted(task.title), project: project.name }), {
      action: { label: t('ui.undo'), run: () => void moveTaskToProject(task.id, before.project, before.column) },
    });
  }
}

/** Sets one priority for all. */
export function prioritise(ids: readonly string[], priority: Priority): void {
  for (const task of tasksOf(ids)) if (task.priority !== priority) setPriority(task.id, priority);
}

/** Assigns a member to all, or takes them off all. */
export function setAssigned(ids: readonly string[], member: string, on: boolean): void {
  for (const task of tasksOf(ids)) {
    if (on && !task.assignees.includes(member)) assign(task.id, member);
    else if (!on && task.assignees.includes(member)) unassign(task.id, member);
  }
}

/** Puts a label on all, or takes it off all. */
export function setLabelled(ids: readonly string[], label: string, on: boolean): void {
  for (const task of tasksOf(ids)) {
    if (on && !task.labels.includes(label)) addLabel(task.id, label);
    else if (!on && task.labels.includes(label)) removeLabel(task.id, label);
  }
}

/** Assigns me to tasks, or takes me off when I am on all of them. */
export function toggleMine(ids: readonly string[], me: string): void {
  const tasks = tasksOf(ids);
  setAssigned(ids, me, !tasks.every((task) => task.assignees.includes(me)));
}

/** Copies a task's address. */
export function copyTaskLink(task: Task, slug: string): void {
  void navigator.clipboard
    ?.writeText(new URL(taskPath(slug, taskRef(task)), location.origin).href)
    .then(() => showToast(t('task.link_copied'), { tone: 'success' }));
}

/** Copies a task's key. */
export function copyTaskKey(task: Task): void {
  void navigator.clipboard?.writeText(task.key).then(() => showToast(t('task.key_copied', { key: task.key }), { tone: 'success' }));
}

/** The column that a task is in, and those of its project. */
export function columnOf(task: Task): Column | undefined {
  return readColumns(task.project_id).find((column) => column.id === task.column_id);
}

/** A title in quotation marks, cut where a toast would overflow. */
export function quoted(title: string): string {
  return `“${title.length > 60 ? `${title.slice(0, 57).trimEnd()}…` : title}”`;
}
