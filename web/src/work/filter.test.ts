import { describe, expect, it } from 'vitest';
import type { Task } from '../api/types';
import { isFiltering, noFilter, readFilter, taskMatcher, writeFilter } from './filter';

const base = {
  key: 'WEB-7', title: 'Repair the café door', priority: 'high', assignees: ['ada'], labels: ['bug'],
  due_date: '2026-11-20', due_at: null, closed_at: null,
} as unknown as Task;
const today = '2026-11-20';

function fits(change: Partial<typeof noFilter>, task: Partial<Task> = {}): boolean {
  return taskMatcher({ ...noFilter, ...change }, today)({ ...base, ...task });
}

describe('a filter of tasks', () => {
  it('finds words in any order, without accents or case, and the key', () => {
    expect(fits({ text: 'DOOR cafe' })).toBe(true);
    expect(fits({ text: 'web-7' })).toBe(true);
    expect(fits({ text: 'door window' })).toBe(false);
  });

  it('takes values of one kind as alternatives and kinds together', () => {
    expect(fits({ assignees: ['grace', 'ada'] })).toBe(true);
    expect(fits({ assignees: ['none'] })).toBe(false);
    expect(fits({ assignees: ['none'] }, { assignees: [] })).toBe(true);
    expect(fits({ assignees: ['ada'], labels: ['idea'] })).toBe(false);
    expect(fits({ priorities: ['urgent', 'high'] })).toBe(true);
    expect(fits({ due: 'week' })).toBe(true);
    expect(fits({ due: 'overdue' })).toBe(false);
    expect(fits({ due: 'none' }, { due_date: null })).toBe(true);
  });

  it('survives the address and leaves other parameters alone', () => {
    const filter = { text: 'a b', assignees: ['1', 'none'], labels: ['2'], priorities: ['low' as const], due: 'today' as const };
    const query = writeFilter(new URLSearchParams('peek=WEB-1&q=old'), filter);
    expect(readFilter(new URLSearchParams(query.toString()))).toEqual(filter);
    expect(query.get('peek')).toBe('WEB-1');
    expect(writeFilter(query, noFilter).toString()).toBe('peek=WEB-1');
  });

  it('refuses values that do not exist', () => {
    const filter = readFilter(new URLSearchParams('priority=extreme,low&due=someday'));
    expect(filter.priorities).toEqual(['low']);
    expect(filter.due).toBeNull();
    expect(isFiltering(noFilter)).toBe(false);
    expect(isFiltering(filter)).toBe(true);
  });
});
