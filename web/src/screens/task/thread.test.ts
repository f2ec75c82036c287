import { describe, expect, it } from 'vitest';
import type { Activity } from '../../models/activity';
import type { Comment } from '../../models/comment';
import { mergeThread } from './thread';

let made = 0;
function act(kind: string, minute: number, data: Record<string, unknown> = {}, actor_id = 'ada'): Activity {
  return { id: `a${String(++made).padStart(3, '0')}`, project_id: 'p', actor_id, kind, data, at: new Date(Date.UTC(2026, 10, 20, 12, minute)).toISOString() };
}
function comment(minute: number): Comment {
  return { id: `c${++made}`, created_at: new Date(Date.UTC(2026, 10, 20, 12, minute)).toISOString() } as Comment;
}
function kinds(entries: ReturnType<typeof mergeThread>): string[] {
  return entries.map((entry) => (entry.kind === 'comment' ? 'comment' : entry.activity.kind));
}

describe('mergeThread', () => {
  it('puts both in order of time and does not tell comments twice', () => {
    const entries = mergeThread([comment(5), comment(1)], [act('comment.added', 5), act('task.assigned', 3), act('task.created', 0)]);
    expect(kinds(entries)).toEqual(['task.created', 'comment', 'task.assigned', 'comment']);
  });

  it('folds a run of one person to its beginning and end', () => {
    const entries = mergeThread([], [
      act('task.prioritised', 1, { from: 'none', to: 'low' }),
      act('task.prioritised', 2, { from: 'low', to: 'high' }),
      act('task.prioritised', 3, { from: 'high', to: 'urgent' }, 'grace'),
      act('task.prioritised', 30, { from: 'urgent', to: 'low' }, 'grace'),
    ]);
    expect(entries.map((entry) => entry.kind === 'activity' && entry.activity.data)).toEqual([
      { from: 'none', to: 'high' },
      { from: 'high', to: 'urgent' },
      { from: 'urgent', to: 'low' },
    ]);
  });

  it('leaves out what was taken back at once', () => {
    const entries = mergeThread([], [
      act('task.moved', 1, { from_column: 'todo', to_column: 'done' }),
      act('task.moved', 2, { from_column: 'done', to_column: 'todo' }),
    ]);
    expect(entries).toEqual([]);
  });
});
