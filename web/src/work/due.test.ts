import { describe, expect, it } from 'vitest';
import { dueState } from './due';

const today = '2026-11-20';
const noon = Date.parse('2026-11-20T12:00:00Z');
const open = { due_at: null, closed_at: null };

describe('dueState', () => {
  it('compares calendar days', () => {
    const state = (due_date: string | null) => dueState({ ...open, due_date }, today, noon);
    expect(state(null)).toBe('none');
    expect(state('2026-11-19')).toBe('overdue');
    expect(state('2026-11-20')).toBe('today');
    expect(state('2026-11-21')).toBe('tomorrow');
    expect(state('2026-11-27')).toBe('week');
    expect(state('2026-11-28')).toBe('later');
  });

  it('goes by the instant when there is one', () => {
    expect(dueState({ due_date: today, due_at: '2026-11-20T11:59:00Z', closed_at: null }, today, noon)).toBe('overdue');
    expect(dueState({ due_date: today, due_at: '2026-11-20T12:01:00Z', closed_at: null }, today, noon)).toBe('today');
    // Yesterday on a clock far to the west, and still to come.
    expect(dueState({ due_date: '2026-11-19', due_at: '2026-11-20T12:01:00Z', closed_at: null }, today, noon)).toBe('today');
  });

  it('does not blame what is closed', () => {
    expect(dueState({ due_date: '2020-01-01', due_at: null, closed_at: '2026-11-20T00:00:00Z' }, today, noon)).toBe('closed');
  });
});
