// Comments and activity as one thread: in order of time, with runs of small changes by one person folded.
import type { Activity } from '../../models/activity';
import type { Comment } from '../../models/comment';

/** One entry of the thread. */
export type Entry = { kind: 'comment'; id: string; at: string; comment: Comment } | { kind: 'activity'; id: string; at: string; activity: Activity };

/** Activities that say what a comment of the thread says already, or that nobody wants to read. */
const silent = new Set(['comment.added']);

/** How close changes of one kind by one person must be to count as one. */
const together = 5 * 60_000;

/** Merges both lists, the oldest first. */
export function mergeThread(comments: readonly Comment[], activity: readonly Activity[]): Entry[] {
  const acts = foldActivity(activity.filter((one) => !silent.has(one.kind)));
  const entries: Entry[] = [
    ...comments.map((comment): Entry => ({ kind: 'comment', id: comment.id, at: comment.created_at, comment })),
    ...acts.map((one): Entry => ({ kind: 'activity', id: one.id, at: one.at, activity: one })),
  ];
  return entries.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.id < b.id ? -1 : 1));
}

/** Kinds of which only the end of a run counts: where it came from, and where it went last. */
const replaced = new Set(['task.renamed', 'task.described', 'task.moved', 'task.prioritised', 'task.due', 'task.start', 'task.estimated', 'task.parent']);

function foldActivity(activity: readonly Activity[]): Activity[] {
  const sorted = [...activity].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.id < b.id ? -1 : 1));
  const folded: Activity[] = [];
  for (const one of sorted) {
    const before = folded.at(-1);
    const run =
      before !== undefined &&
      before.kind === one.kind &&
      before.actor_id === one.actor_id &&
      replaced.has(one.kind) &&
      Date.parse(one.at) - Date.parse(before.at) < together;
    if (!run) {
      folded.push(one);
      continue;
    }
    const data = { ...one.data };
    for (const field of ['from', 'from_column', 'from_name']) if (field in before.data) data[field] = before.data[field];
    folded.pop();
    const back = one.kind === 'task.moved' ? data['from_column'] === data['to_column'] : 'from' in data && JSON.stringify(data['from']) === JSON.stringify(data['to']);
    // There and back again within minutes is nothing that happened.
    if (!back) folded.push({ ...one, data });
  }
  return folded;
}
