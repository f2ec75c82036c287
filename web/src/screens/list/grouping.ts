// A list's groups and the order inside them, as plain data.
import type { Column, Label, Member, Priority, Task } from '../../api/types';

/** What a list may be grouped by. */
export const groupings = ['status', 'assignee', 'priority', 'label', 'none'] as const;
/** What a list may be sorted by. */
export const sortings = ['rank', 'priority', 'due', 'updated', 'created', 'title'] as const;

export type Grouping = (typeof groupings)[number];
export type Sorting = (typeof sortings)[number];

/** A heading and its tasks; a task with two labels stands under both. */
export type Group = {
  /** Unique in the list: "status:<id>", "assignee:none". */
  key: string;
  kind: Grouping;
  /** The id of the column, member or label, or the priority; null for "none". */
  of: string | null;
  tasks: Task[];
};

/** The things that groups are named after. */
export type Surroundings = {
  columns: readonly Column[];
  members: readonly Member[];
  labels: readonly Label[];
};

const priorityOrder: readonly Priority[] = ['urgent', 'high', 'medium', 'low', 'none'];
const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** Groups tasks and sorts each group. Empty groups are left out, except columns: one can add to them. */
export function groupTasks(tasks: readonly Task[], grouping: Grouping, sorting: Sorting, around: Surroundings): Group[] {
  const compare = comparison(sorting, around.columns);
  const buckets = new Map<string | null, Task[]>();
  const order: (string | null)[] = orderOf(grouping, around);
  for (const id of order) buckets.set(id, []);
  for (const task of tasks) {
    for (const id of placesOf(task, grouping)) {
      const bucket = buckets.get(id);
      if (bucket) bucket.push(task);
      else buckets.set(id, [task]);
    }
  }
  const groups: Group[] = [];
  for (const [of, members] of buckets) {
    if (members.length === 0 && grouping !== 'status') continue;
    groups.push({ key: `${grouping}:${of ?? 'none'}`, kind: grouping, of, tasks: members.sort(compare) });
  }
  return groups;
}

function orderOf(grouping: Grouping, around: Surroundings): (string | null)[] {
  switch (grouping) {
    case 'status':
      return around.columns.map((column) => column.id);
    case 'assignee':
      return [...around.members.map((member) => member.id), null];
    case 'priority':
      return [...priorityOrder];
    case 'label':
      return [...around.labels.map((label) => label.id), null];
    case 'none':
      return [null];
  }
}

function placesOf(task: Task, grouping: Grouping): readonly (string | null)[] {
  switch (grouping) {
    case 'status':
      return [task.column_id];
    case 'assignee':
      return task.assignees.length > 0 ? task.assignees : [null];
    case 'priority':
      return [task.priority];
    case 'label':
      return task.labels.length > 0 ? task.labels : [null];
    case 'none':
      return [null];
  }
}

function bytewise(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function comparison(sorting: Sorting, columns: readonly Column[]): (a: Task, b: Task) => number {
  const place = new Map(columns.map((column, index) => [column.id, index]));
  const byRank = (a: Task, b: Task) =>
    (place.get(a.column_id) ?? 0) - (place.get(b.column_id) ?? 0) || bytewise(a.rank, b.rank) || bytewise(a.id, b.id);
  switch (sorting) {
    case 'rank':
      return byRank;
    case 'priority':
      return (a, b) => priorityOrder.indexOf(a.priority) - priorityOrder.indexOf(b.priority) || byRank(a, b);
    case 'due':
      // What has no date comes last.
      return (a, b) => bytewise(a.due_at ?? a.due_date ?? '~', b.due_at ?? b.due_date ?? '~') || byRank(a, b);
    case 'updated':
      return (a, b) => bytewise(b.updated_at, a.updated_at) || byRank(a, b);
    case 'created':
      return (a, b) => bytewise(b.created_at, a.created_at) || byRank(a, b);
    case 'title':
      return (a, b) => collator.compare(a.title, b.title) || byRank(a, b);
  }
}
