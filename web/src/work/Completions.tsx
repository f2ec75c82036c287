import { useEffect, useRef } from 'react';
import type { Task } from '../models/task';
import { useProjectTasks } from '../models/task';
import { useMyMembership } from '../models/workspace';
import { celebrate, findTaskElement, markCelebrated } from './celebrate';

/** Completions that are older than this are news, not events: a reload or a reconnect brought them. */
const fresh = 20_000;

/** Celebrates tasks of a project that others complete, where this screen shows or its person watches them. */
export function Completions({ projectId }: { projectId: string }) {
  const tasks = useProjectTasks(projectId);
  const me = useMyMembership()?.member_id;
  const known = useRef<Map<string, string | null> | null>(null);
  useEffect(() => {
    const before = known.current;
    const next = new Map(tasks.map((task) => [task.id, task.completed_at]));
    known.current = next;
    if (before === null) return;
    const done = tasks.filter(
      (task) =>
        task.completed_at !== null &&
        before.get(task.id) === null &&
        Math.abs(Date.now() - Date.parse(task.completed_at)) < fresh &&
        !markCelebrated(task.id),
    );
    // Many at once are a bulk edit.
    const only = done.length === 1 ? done[0] : undefined;
    if (only) requestAnimationFrame(() => show(only, me));
  }, [tasks, me]);
  return null;
}

function show(task: Task, me: string | undefined): void {
  const element = findTaskElement(task.id);
  if (element) void celebrate(element);
  else if (me !== undefined && task.watchers.includes(me)) void celebrate({ x: innerWidth / 2, y: innerHeight / 3 });
}
