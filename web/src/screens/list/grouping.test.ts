import { describe, expect, it } from 'vitest';
import type { Column, Label, Member, Task } from '../../api/types';
import { groupTasks } from './grouping';

const columns = [{ id: 'todo' }, { id: 'doing' }, { id: 'done' }] as Column[];
const members = [{ id: 'ada' }, { id: 'grace' }] as Member[];
const labels = [{ id: 'bug' }, { id: 'idea' }] as Label[];
const around = { columns, members, labels };

let made = 0;
function task(fields: Partial<Task>): Task {
  made++;
  return {
    id: `t${made}`, title: `Task ${made}`, rank: `a${made}`, column_id: 'todo', priority: 'none', assignees: [], labels: [],
    due_date: null, due_at: null, created_at: `2026-11-${10 + made}`, updated_at: `2026-11-${10 + made}`, ...fields,
  } as Task;
}

const a = task({ title: 'A', column_id: 'doing', assignees: ['grace', 'ada'], labels: ['idea'], priority: 'low', due_date: '2026-12-01' });
const b = task({ title: 'B', rank: 'Z', assignees: ['ada'], priority: 'urgent' });
const c = task({ title: 'C', labels: ['idea', 'bug'], due_date: '2026-11-01' });

function shape(groups: ReturnType<typeof groupTasks>): Record<string, string> {
  return Object.fromEntries(groups.map((group) => [group.key, group.tasks.map((one) => one.title).join('')]));
}

describe('groupTasks', () => {
  it('keeps empty columns and the order of columns', () => {
    expect(shape(groupTasks([a, b, c], 'status', 'rank', around))).toEqual({ 'status:todo': 'BC', 'status:doing': 'A', 'status:done': '' });
  });

  it('puts a task of two people under both and nobody last', () => {
    const groups = groupTasks([a, b, c], 'assignee', 'rank', around);
    expect(groups.map((group) => group.key)).toEqual(['assignee:ada', 'assignee:grace', 'assignee:none']);
    expect(shape(groups)).toEqual({ 'assignee:ada': 'BA', 'assignee:grace': 'A', 'assignee:none': 'C' });
  });

  it('groups by label and by priority without empty groups', () => {
    expect(shape(groupTasks([a, b, c], 'label', 'title', around))).toEqual({ 'label:bug': 'C', 'label:idea': 'AC', 'label:none': 'B' });
    expect(shape(groupTasks([a, b, c], 'priority', 'title', around))).toEqual({ 'priority:urgent': 'B', 'priority:low': 'A', 'priority:none': 'C' });
  });

  it('sorts', () => {
    const order = (sorting: Parameters<typeof groupTasks>[2]) => shape(groupTasks([a, b, c], 'none', sorting, around))['none:none'];
    expect(order('rank')).toBe('BCA');
    expect(order('priority')).toBe('BAC');
    expect(order('due')).toBe('CAB');
    expect(order('created')).toBe('CBA');
    expect(order('title')).toBe('ABC');
  });
});
