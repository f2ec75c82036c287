import { useEffect, useMemo, useState } from "react";
import type { Task } from "../api/types";
import { useMe } from "./session";
import { useRows } from "./store";
import { useMyMembership } from "./workspace";

/** My tasks across projects, in the groups of the screen, each in the order to do them. */
export interface MyTaskGroups {
  overdue: readonly Task[];
  today: readonly Task[];
  upcoming: readonly Task[];
  no_date: readonly Task[];
  /** Closed in the last seven days, the latest first. */
  completed: readonly Task[];
}

const weights = { urgent: 0, high: 1, medium: 2, low: 3, none: 4 } as const;

/** Groups tasks for a day; pure, so that it can be tested. */
export function groupTasks(tasks: readonly Task[], today: string, now: string): MyTaskGroups {
  const groups = { overdue: [] as Task[], today: [] as Task[], upcoming: [] as Task[], no_date: [] as Task[], completed: [] as Task[] };
  const weekAgo = new Date(Date.parse(now) - 7 * 86_400_000).toISOString();
  for (const task of tasks) {
    if (task.closed_at !== null) {
      if (task.closed_at >= weekAgo) groups.completed.push(task);
    } else if (task.due_date === null) groups.no_date.push(task);
    else if (task.due_date < today || (task.due_at !== null && task.due_at < now)) groups.overdue.push(task);
    else if (task.due_date === today) groups.today.push(task);
    else groups.upcoming.push(task);
  }
  for (const list of [groups.overdue, groups.today, groups.upcoming, groups.no_date]) list.sort(byUrgency);
  groups.completed.sort((a, b) => (a.closed_at! < b.closed_at! ? 1 : -1));
  return groups;
}

function byUrgency(a: Task, b: Task): number {
  const due = (a.due_at ?? a.due_date ?? "").localeCompare(b.due_at ?? b.due_date ?? "");
  return due || weights[a.priority] - weights[b.priority] || (a.created_at < b.created_at ? -1 : 1);
}

/** Returns today's date in a time zone as "YYYY-MM-DD". */
export function todayIn(zone: string | undefined, now: Date = new Date()): string {
  const options: Intl.DateTimeFormatOptions = { year: "numeric", month: "2-digit", day: "2-digit" };
  try {
    return new Intl.DateTimeFormat("en-CA", zone ? { ...options, timeZone: zone } : options).format(now);
  } catch {
    return new Intl.DateTimeFormat("en-CA", options).format(now);
  }
}

/** My tasks, from the pool: they repaint at once with every change. */
export function useMyTasks(): MyTaskGroups {
  const me = useMyMembership();
  const account = useMe();
  const tasks = useRows("task", "tasksOfAssignee", me?.member_id);
  const [time, setTime] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setTime(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return useMemo(() => {
    const now = new Date(time);
    return groupTasks(tasks, todayIn(account?.zone, now), now.toISOString());
  }, [tasks, account?.zone, time]);
}
